import type { z } from 'zod'
import type { Book } from '../../bookkeeping/book.js'
import type { Classifier } from '../../classifier/classifier-files.js'
import type { TimeRange } from '../../core/time.js'
import { describeExits } from '../../core/exit-rules.js'
import { tradedExits } from '../../trading/decide.js'
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

/** Tells the limits within which this run trades. */
export function logLimits({ workspace: { config }, log }: WorkspaceContext): void {
  const { maxQuote, priceBand } = config.trading
  const exits = describeExits(tradedExits(config.trading))
  log(
    `one decision spends at most ${maxQuote} ${config.quote} (trading.maxQuote), buys within ${100 * priceBand.buy} % of the last close and sells down to ${100 * priceBand.sell} % below it (trading.priceBand); beside signals a position is sold ${exits.join(', or ') || 'by nothing'} (trading.exits, trading.lossMinutes)`,
  )
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
