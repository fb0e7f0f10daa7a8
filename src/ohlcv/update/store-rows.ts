import { type Candles, CANDLE_COLUMNS, candlesToFrame, frameToCandles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { intersect, type TimeRange } from '../../core/time.js'
import type { CandleRevision, CandleValues } from '../../store/candles/revision-log.js'
import type { CandleStore, CandleWriter } from '../../store/candles/candle-store.js'
import { rowsToCandles, fetchMissing, type HistorySource, type Rows } from './fetch-rows.js'
import { makeFrame } from '../../core/frame.js'
import { timeAt } from '../../core/grid.js'
import { hasConflict } from '../../store/candles/merge-candles.js'

/** Where the candles of a market come from, and where they are stored. */
export interface UpdateTarget {
  readonly source: HistorySource
  readonly market: Market
  readonly store: CandleStore
  /** The writer of this market. */
  readonly writer: CandleWriter
  /** Replaces stored candles even where every one of them differs. */
  readonly replaceAll?: boolean
  /** Writes into the tail of the market instead of its months, for a few minutes at a time. */
  readonly append?: boolean
}

/** What an update has done to one market so far. */
export interface Tally {
  /** Candles that were not stored before. */
  added: number
  /** Candles that the first answer lacked and the second one had. */
  repaired: number
  /** Candles that the exchange changed since they were stored; they have been replaced. */
  readonly revisions: CandleRevision[]
}

/** With fewer candles to compare, even all of them differing may be a revision. */
const MIN_COMPARED = 5

/** Stores the rows of `range`, after fetching once more those that are missing. */
export async function storeRows(target: UpdateTarget, range: TimeRange, rows: Rows, tally: Tally): Promise<void> {
  const { source, market, writer } = target
  const stored = await readStored(target, range)
  const repaired = await fetchMissing(source, findMissingRuns(source, range, rows, stored), rows)
  const fresh = rowsToCandles(rows, source.calendar)
  if (!fresh) return
  const comparison = compareCandles(stored, fresh)
  if (!target.replaceAll) refuseOtherMarket(market, comparison)
  const { added, revisions, newCandles } = comparison
  await writer.recordRevisions(revisions)
  if (target.append) await writer.append(newCandles)
  else if (newCandles.filled.includes(0)) await writer.merge(newCandles, { conflict: 'new' })
  tally.added += added
  tally.repaired += repaired
  tally.revisions.push(...revisions)
}

async function readStored({ store, market }: UpdateTarget, range: TimeRange): Promise<Candles | undefined> {
  const all = await store.range(market)
  const part = all && intersect(all, range)
  return part && store.read(market, part)
}

/** Made-up candles must not replace real ones because an address was left in a configuration. */
function refuseOtherMarket(market: Market, { compared, otherCloses }: Comparison): void {
  if (compared < MIN_COMPARED || otherCloses < compared) return
  throw new UserError(
    `${marketPath(market)}: all ${compared} candles that were fetched again differ from the stored ones, so this looks like another market; give its candles another data folder (data: in followupward.yaml), or replace the stored ones by the option replace`,
  )
}

/** How fetched candles differ from the stored ones of the same time. */
interface Comparison {
  /** Minutes that were not stored. */
  readonly added: number
  readonly revisions: readonly CandleRevision[]
  /** Minutes that both have, and those of them whose close differs. */
  readonly compared: number
  readonly otherCloses: number
  /** The fetched candles; those that add nothing to the stored ones are marked as filled. */
  readonly newCandles: Candles
}

function compareCandles(stored: Candles | undefined, fresh: Candles): Comparison {
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
    } else if (!hasMoreColumns(fresh, row, stored, at)) filled[row] = 1
  }
  const frame = candlesToFrame(fresh)
  const newCandles = frameToCandles(makeFrame(fresh.grid, new Map(frame.columns).set('filled', filled)))
  return { added, revisions, compared, otherCloses, newCandles }
}

/** Whether a fetched candle has a column that the stored one lacks. */
function hasMoreColumns(fresh: Candles, row: number, stored: Candles, at: number): boolean {
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

/** Runs of candles inside `range` that neither the fetched rows nor the stored candles have, in order. */
function findMissingRuns(
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
    const isPresent = rows.has(time) || (stored && stored.filled[ordinal - stored.grid.first] === 0)
    if (ordinal < end && !isPresent) start ??= time
    else if (start !== undefined) {
      runs.push({ from: start, to: time })
      start = undefined
    }
  }
  return runs
}
