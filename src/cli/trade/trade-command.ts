import type { Book } from '../../bookkeeping/book.js'
import type { Classifier } from '../../classifier/classifier-files.js'
import type { Thresholds } from '../../trading/signal.js'
import type { Io } from '../io.js'
import type { Workspace } from '../workspace.js'
import type { TradeArguments } from './trade-arguments.js'
import type { TradeReport } from './trade-report.js'

/** One call of `trade` with everything opened that all ways of trading need. */
export interface TradeCommand {
  readonly io: Io
  readonly options: TradeArguments
  readonly workspace: Workspace
  readonly classifier: Classifier
  readonly book: Book
}

export interface TradeCommandResult {
  readonly report: TradeReport
  /** Sets of the classifier's making to which the traded time belongs. */
  readonly seen: readonly string[]
}

export function thresholdsOf({ options, workspace }: TradeCommand): Thresholds {
  const { buy, sell } = workspace.config.thresholds
  return { buy: options.buy ?? buy, sell: options.sell ?? sell }
}

/** Unique in a book: runs of one account never begin in the same millisecond. */
export function runIdOf({ io }: TradeCommand, mode: string): string {
  return `${mode}-${new Date(io.clock.now()).toISOString().replaceAll(/[-:.]/g, '')}`
}
