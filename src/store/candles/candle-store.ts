import type { Candles, CandleColumn } from '../../core/candles.js'
import type { Frame } from '../../core/frame.js'
import type { Market } from '../../core/market.js'
import type { Progress } from '../../core/progress.js'
import { RequestError } from '../../core/request-error.js'
import { isoMinute, type TimeRange } from '../../core/time.js'
import type { CandleRevision } from './revision-log.js'

/**
 * The candles of all markets in one data folder: `candles/<marketPath>/2023-08.arrow`. Any number of readers may work
 * beside one writer for each market.
 */
export interface CandleStore {
  /** Lists the markets that have candles. */
  markets(): Promise<readonly Market[]>
  /** Returns the time from the first candle to the end of the last; undefined without any. */
  range(market: Market): Promise<TimeRange | undefined>
  /**
   * Reads candles on an unbroken grid over `range` (default: all stored), cut to what is stored. Throws UserError where
   * there are none, where the range is empty, or where a month is damaged, after its file was set aside.
   */
  read(market: Market, range?: TimeRange): Promise<Candles>
  /** Reads some columns only, by the names of the columns of `Candles`: `close`, `filled`, …. */
  readColumns(market: Market, columns: readonly string[], range?: TimeRange): Promise<Frame>
  /** Lists the files of this market that were found damaged and set aside. */
  damaged(market: Market): Promise<readonly string[]>
  /**
   * Merges candles into the stored ones, fills the minutes that are missing in between, and marks them. Equal candles
   * change no byte. Different values for one minute are refused by a UserError that names the first such minute, unless
   * `conflict` says which ones win. Pieces that do not overlap are merged together: all of them are computed before the
   * first month is written, and a month that several of them touch is written once.
   */
  merge(market: Market, candles: Candles | readonly Candles[], options?: MergeOptions): Promise<MergeReport>
  /** Runs `work` as the only writer of the market; throws UserError where another writer is at work. */
  write<T>(market: Market, work: (writer: CandleWriter) => Promise<T>): Promise<T>
  /** Lists the candles that their source changed after they had been stored, in the order in which that was found. */
  revisions(market: Market): Promise<readonly CandleRevision[]>
  /**
   * Returns the content hash of each UTC day that `range` touches, by the start of the day: the lineage of everything
   * that is computed from the candles.
   */
  dayHashes(market: Market, range: TimeRange): Promise<ReadonlyMap<number, string>>
}

/** The writer of one market, valid while `write` runs. */
export interface CandleWriter {
  /** Merges candles as the store does. */
  merge(candles: Candles | readonly Candles[], options?: MergeOptions): Promise<MergeReport>
  /**
   * Stores candles at once and durably without rewriting a month: they go into the market's tail, which every reader
   * sees, and they replace stored candles. It is meant for a few minutes at a time; call `fold` from time to time.
   */
  append(candles: Candles): Promise<void>
  /** Records what a source changed after it was stored; must be called before the changed candles are written. */
  recordRevisions(revisions: readonly CandleRevision[]): Promise<void>
  /** Moves the tail into the months. Equal candles give equal bytes, whether they came by `merge` or `append`. */
  fold(): Promise<void>
  /** Removes all candles of the market and its revisions; a stop in between leaves an unbroken beginning. */
  remove(): Promise<void>
}

export interface MergeOptions {
  readonly conflict?: 'refuse' | 'stored' | 'new'
  /** A dry run only reports what would happen; conflicts throw as they would. */
  readonly dryRun?: boolean
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

export interface MergeReport {
  /** The number of minutes that were not stored before, without fills. */
  readonly added: number
  /** The number of minutes whose values changed. */
  readonly changed: number
  readonly unchanged: number
  /** The number of minutes whose values differed from the stored ones, whichever won. */
  readonly conflicting: number
  /** The number of minutes that were filled because no source has them. */
  readonly filled: number
  /** The time from the first to the end of the last of the given candles, the time between pieces included. */
  readonly range: TimeRange
}

/** A minute for which two sources have different values. */
export interface CandleConflict {
  readonly time: number
  /** The columns that differ, with both values. */
  readonly differing: readonly { readonly column: CandleColumn; readonly stored: number; readonly fresh: number }[]
}

function conflictLine({ time, differing }: CandleConflict): string {
  const values = differing.map(({ column, stored, fresh }) => `${column} ${fresh}, stored ${stored}`)
  return `${isoMinute(time)}: ${values.join('; ')}`
}

/** Candles conflict with stored ones, and no conflict rule was given. */
export class CandleConflictError extends RequestError {
  /** The first conflicts. */
  readonly conflicts: readonly CandleConflict[]
  /** The number of all conflicts. */
  readonly count: number

  constructor(message: string, conflicts: readonly CandleConflict[], count: number) {
    super(message)
    this.conflicts = conflicts
    this.count = count
  }

  override get details(): string[] {
    const subject = this.count === 1 ? '1 minute differs' : `${this.count} minutes differ`
    const shown = this.conflicts.length < this.count ? `, the first ${this.conflicts.length}` : ''
    return [`${subject} from what is stored${shown}:`, ...this.conflicts.map(conflictLine)]
  }
}
