import type { z } from 'zod'
import type { Book } from '../../bookkeeping/book.js'
import { selectedThresholds } from '../../classifier/description.js'
import type { Classifier } from '../../classifier/classifier-files.js'
import { RequestError } from '../../core/request-error.js'
import type { TimeRange } from '../../core/time.js'
import type { Thresholds } from '../../trading/signal.js'
import type { WorkspaceContext } from '../context.js'
import type { CredentialNeed, Credentials } from './credentials.js'
import type { tradeSchema } from './request.js'
import type { TradeReport } from './trade-report.js'

/** What real money is at stake. */
export interface LiveTerms {
  readonly exchange: string
  /** The most that one decision may spend. */
  readonly maxQuote: string
  readonly quote: string
}

/** What a caller of `trade` decides itself: none of it is ever a part of a request. */
export interface TradeHooks {
  /** Needed in the modes testnet and live; a function is told what they are for, and called only where they are needed. */
  readonly credentials?: Credentials | ((need: CredentialNeed) => Credentials | Promise<Credentials>)
  /** Asked before real money is traded; nothing is traded live without it, nor where it resolves to false. */
  readonly confirm?: (terms: LiveTerms) => Promise<boolean> | boolean
  /** Who releases a pulled kill switch, for the book; default: `script`. */
  readonly source?: string
  /** Folder of the locks by which all traders of this user know of each other; default: `defaultTraderLocks()`. */
  readonly lockFolder?: string
  /** Name of the run in the book, where none has it yet; default: mode and time. */
  readonly runId?: string
}

/** A request to trade with its times in epoch ms. */
export interface TradeSettings extends Omit<z.output<typeof tradeSchema>, 'from' | 'to'>, Partial<TimeRange> {}

/** One call of `trade` with everything opened that all of its modes need. */
export interface TradeSession {
  readonly settings: TradeSettings
  readonly hooks: TradeHooks
  readonly context: WorkspaceContext
  readonly classifier: Classifier
  readonly book: Book
}

export interface SessionResult {
  readonly report: TradeReport
  /** Sets of the classifier's making to which the traded time belongs. */
  readonly seen: readonly string[]
}

/** Throws RequestError where no thresholds were chosen with the classifier, and none are named. */
export function resolveThresholds({ settings, context, classifier }: TradeSession): Thresholds {
  const { buy, sell } = settings
  if (!selectedThresholds(classifier.description) && (buy === undefined || sell === undefined)) {
    throw new RequestError(
      `no thresholds were chosen for ${settings.classifier}: no cell gained for sure on its validation set; name both {buy} and {sell} to trade all the same`,
    )
  }
  const { thresholds } = context.workspace.config
  return { buy: buy ?? thresholds.buy, sell: sell ?? thresholds.sell }
}

/** Ids given out by this process: of two calls in one millisecond the second takes the next. */
const givenIds = new Set<string>()

/** An id that no run of the book has. */
export function createRunId({ hooks, context, book }: TradeSession, mode: string): string {
  if (hooks.runId !== undefined) return hooks.runId
  for (let time = context.clock.now(); ; time++) {
    const id = `${mode}-${new Date(time).toISOString().replaceAll(/[-:.]/g, '')}`
    const key = `${book.file} ${id}`
    if (givenIds.has(key)) continue
    givenIds.add(key)
    return id
  }
}
