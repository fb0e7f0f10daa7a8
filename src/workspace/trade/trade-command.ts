import type { Book } from '../../bookkeeping/book.js'
import { selectedThresholds } from '../../classifier/description.js'
import type { Classifier } from '../../classifier/classifier-files.js'
import { UserError } from '../../core/errors.js'
import type { Thresholds } from '../../trading/signal.js'
import type { Io } from '../../cli/io.js'
import type { Workspace } from '../workspace.js'
import type { TradeArguments } from '../../cli/trade/trade-arguments.js'
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

/** Throws UserError where no thresholds were chosen with the classifier, and none are named. */
export function thresholdsOf({ options, workspace, classifier }: TradeCommand): Thresholds {
  if (!selectedThresholds(classifier.description) && (options.buy === undefined || options.sell === undefined)) {
    throw new UserError(
      `no thresholds were chosen for ${options.classifier}: no cell gained for sure on its validation set; name both --buy and --sell to trade all the same`,
    )
  }
  const { buy, sell } = workspace.config.thresholds
  return { buy: options.buy ?? buy, sell: options.sell ?? sell }
}

/** Unique in a book: runs of one account never begin in the same millisecond. */
export function runIdOf({ io }: TradeCommand, mode: string): string {
  return `${mode}-${new Date(io.clock.now()).toISOString().replaceAll(/[-:.]/g, '')}`
}
