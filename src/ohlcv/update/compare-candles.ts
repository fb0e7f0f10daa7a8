import { CANDLE_COLUMNS, candlesToFrame, frameToCandles, type Candles } from '../../core/candles.js'
import { makeFrame } from '../../core/frame.js'
import { timeAt } from '../../core/grid.js'
import type { TimeRange } from '../../core/time.js'
import { hasConflict } from '../../store/candles/merge-candles.js'
import type { CandleValues, CandleRevision } from '../../store/candles/revision-log.js'
import type { HistorySource, Rows } from './fetch-rows.js'

/** What new candles are beside the stored ones of the same time. */
export interface Comparison {
  /** Minutes that were not there. */
  readonly added: number
  readonly revisions: readonly CandleRevision[]
  /** Minutes that both have, and those of them whose close differs. */
  readonly compared: number
  readonly otherCloses: number
  /** The new candles without those that say nothing new: these are marked as filled. */
  readonly news: Candles
}

export function compareCandles(stored: Candles | undefined, fresh: Candles): Comparison {
  const filled = fresh.filled.slice()
  const revisions: CandleRevision[] = []
  let [added, compared, otherCloses] = [0, 0, 0]
  for (let row = 0; row < fresh.grid.rows; row++) {
    if (fresh.filled[row] === 1) continue
    const at = stored ? row + fresh.grid.first - stored.grid.first : -1
    if (!stored || stored.filled[at] !== 0) {
      added++
      continue
    }
    compared++
    if (fresh.close[row] !== stored.close[at]) otherCloses++
    if (hasConflict(fresh, row, stored, at)) {
      revisions.push({ time: timeAt(fresh.grid, row), old: valuesAt(stored, at), new: valuesAt(fresh, row) })
    } else if (!saysMore(fresh, row, stored, at)) filled[row] = 1
  }
  const frame = candlesToFrame(fresh)
  const news = frameToCandles(makeFrame(fresh.grid, new Map(frame.columns).set('filled', filled)))
  return { added, revisions, compared, otherCloses, news }
}

function saysMore(fresh: Candles, row: number, stored: Candles, at: number): boolean {
  return CANDLE_COLUMNS.some((name) => Number.isNaN(stored[name][at]) && !Number.isNaN(fresh[name][row]))
}

function valuesAt(candles: Candles, row: number): CandleValues {
  const value = (values: Float64Array): number | null => {
    const known = values[row] ?? Number.NaN
    return Number.isNaN(known) ? null : known
  }
  return {
    open: value(candles.open),
    high: value(candles.high),
    low: value(candles.low),
    close: value(candles.close),
    volume: value(candles.volume),
    quoteVolume: value(candles.quoteVolume),
    trades: value(candles.trades),
    takerBuyVolume: value(candles.takerBuyVolume),
  }
}

/** Runs of candles inside `range` that neither the new rows nor the stored candles have, in order. */
export function missingRuns(
  { calendar }: HistorySource,
  range: TimeRange,
  rows: Rows,
  stored: Candles | undefined,
): TimeRange[] {
  const runs: TimeRange[] = []
  const end = calendar.ordinalAt(range.to)
  let start: number | undefined
  for (let ordinal = calendar.ordinalAt(range.from); ordinal <= end; ordinal++) {
    const time = calendar.timeAt(ordinal)
    const there = rows.has(time) || (stored && stored.filled[ordinal - stored.grid.first] === 0)
    if (ordinal < end && !there) start ??= time
    else if (start !== undefined) {
      runs.push({ from: start, to: time })
      start = undefined
    }
  }
  return runs
}
