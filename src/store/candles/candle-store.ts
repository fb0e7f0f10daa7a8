import type { Candles, CandleColumn } from '../../core/candles.js'
import { RequestError } from '../../core/request-error.js'
import type { Frame } from '../../core/frame.js'
import type { Market } from '../../core/market.js'
import type { Progress } from '../../core/progress.js'
import type { TimeRange } from '../../core/time.js'
import type { CandleRevision } from './revision-log.js'

/**
 * Candles of all markets in one data folder: `candles/<marketPath>/2023-08.arrow`. Any number of readers beside one writer
 * for each market.
 */
export interface CandleStore {
  /** Markets that have candles. */
  markets(): Promise<readonly Market[]>
  /** From the first candle to the end of the last; undefined without any. */
  range(market: Market): Promise<TimeRange | undefined>
  /**
   * Candles on an unbroken grid over `range` (default: all there are), cut to what is there. Throws UserError where there
   * are none, where the range is empty, or where a month is damaged (that file is set aside first).
   */
  read(market: Market, range?: TimeRange): Promise<Candles>
  /** Like `read`, some columns only: names of `Candles`' columns, `close`, `filled`, … */
  readColumns(market: Market, columns: readonly string[], range?: TimeRange): Promise<Frame>
  /** Files of this market that were found damaged and set aside. */
  damaged(market: Market): Promise<readonly string[]>
  /**
   * Lays candles over what is stored, fills what is missing in between, marked. Equal candles change nothing, not a byte.
   * Different values for the same minute are refused (UserError with the first such minute) unless `conflict` says who wins.
   */
  merge(market: Market, candles: Candles, options?: MergeOptions): Promise<MergeReport>
  /** Runs `work` as the only writer of the market; throws UserError where another one is at work. */
  write<T>(market: Market, work: (writer: CandleWriter) => Promise<T>): Promise<T>
  /** Candles that their source changed after they had been stored, in the order in which that was found. */
  revisions(market: Market): Promise<readonly CandleRevision[]>
  /** Content hash of each UTC day that `range` touches, by the day's start: the lineage of all that is computed. */
  dayHashes(market: Market, range: TimeRange): Promise<ReadonlyMap<number, string>>
}

/** The writer of one market, as long as `write` runs. */
export interface CandleWriter {
  /** Like the store's. */
  merge(candles: Candles, options?: MergeOptions): Promise<MergeReport>
  /**
   * Lays candles over what is stored at once and durably, without rewriting a month: they go into the market's tail, which
   * every reader sees. The new candle wins. Meant for a few minutes at a time; `fold` from time to time.
   */
  append(candles: Candles): Promise<void>
  /** Keeps what a source changed after it was stored; to be called before the changed candles are written. */
  recordRevisions(revisions: readonly CandleRevision[]): Promise<void>
  /** Moves the tail into the months. The same candles give the same bytes, whether they came by `merge` or `append`. */
  fold(): Promise<void>
  /** Removes all candles of the market, and what is known of their revisions; a stop leaves an unbroken beginning. */
  remove(): Promise<void>
}

export interface MergeOptions {
  readonly conflict?: 'refuse' | 'stored' | 'new'
  /** Only says what would happen; conflicts throw as they would. */
  readonly dryRun?: boolean
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

export interface MergeReport {
  /** Minutes that were not there before, fills not counted. */
  readonly added: number
  /** Minutes whose values changed. */
  readonly changed: number
  readonly unchanged: number
  /** Minutes whose values differed from the stored ones, whoever won. */
  readonly conflicting: number
  /** Minutes filled because no source has them. */
  readonly filled: number
  /** From the first to the end of the last of the candles given. */
  readonly range: TimeRange
}

/** A minute for which two sources have different values. */
export interface CandleConflict {
  readonly time: number
  /** The columns that differ. */
  readonly differing: readonly { readonly column: CandleColumn; readonly stored: number; readonly fresh: number }[]
}

/** Candles contradict stored ones, and nobody has said who wins. */
export class CandleConflictError extends RequestError {
  /** The first of them. */
  readonly conflicts: readonly CandleConflict[]
  /** All of them. */
  readonly count: number

  constructor(message: string, conflicts: readonly CandleConflict[], count: number) {
    super(message)
    this.conflicts = conflicts
    this.count = count
  }
}
