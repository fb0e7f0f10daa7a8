import { frameToPartialCandles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { runInParallel } from '../../runtime/run-in-parallel.js'
import { marketPath, type Market } from '../../core/market.js'
import { DAY, MINUTE, intersect, monthName, monthsOf, type TimeRange } from '../../core/time.js'
import {
  BAR_INTERVALS,
  barsByteLength,
  type Bars,
  BAR_COLUMNS,
  candlesToBars,
  aggregateBars,
  joinBars,
} from '../../ohlcv/bars.js'
import { findGaps, type Gap, type GapLimits } from '../../ohlcv/gaps.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { createByteCache } from '../../runtime/byte-cache.js'

/** Bars of any interval out of stored candles: what was made before is kept, month by month. */
export interface BarStore {
  /** The bars of `interval` that `range` touches, cut to what is stored. A month that cannot be read stays empty. */
  bars(market: Market, range: TimeRange, interval: number): Promise<StoredBars>
  /** Bytes that are kept. */
  bytes(): number
}

export interface StoredBars {
  readonly bars: Bars
  readonly gaps: readonly Gap[]
  /** Why months are missing. */
  readonly errors: readonly string[]
}

/** Bars of one month of candles, of several intervals. */
interface MonthBars {
  readonly levels: ReadonlyMap<number, Bars>
  readonly gaps: readonly Gap[]
}

/** From this interval on the bars of a month are kept together; finer ones are made of its candles, kept as they are. */
const MIN_COARSE = 15 * MINUTE
const COARSE = BAR_INTERVALS.filter((interval) => interval >= MIN_COARSE && interval <= DAY)
/** Months that are read at a time. */
const CONCURRENCY = 4

export interface BarStoreOptions extends GapLimits {
  /** Bytes that bars may take in memory. */
  readonly limit: number
}

export function openBarStore(store: CandleStore, { limit, outageMinutes }: BarStoreOptions): BarStore {
  const cache = createByteCache<MonthBars>(limit, bytesOfMonth)
  const minutes = (market: Market, month: TimeRange, tag: string): Promise<MonthBars> =>
    cache.get(keyOf(market, month, 'fine'), tag, () => readMonth(store, market, month, { outageMinutes }))
  const coarse = (market: Market, month: TimeRange, tag: string): Promise<MonthBars> =>
    cache.get(keyOf(market, month, 'coarse'), tag, async () => {
      const read = cache.peek(keyOf(market, month, 'fine'), tag) ?? readMonth(store, market, month, { outageMinutes })
      return aggregateLevels(await read)
    })
  return {
    bars: async (market, wanted, interval) => {
      // Whole buckets, so that no bar is made of a part of what it covers.
      const range = {
        from: Math.floor(wanted.from / interval) * interval,
        to: Math.ceil(wanted.to / interval) * interval,
      }
      const months = monthsOf(range)
      const tags = await readMonthTags(store, market, months)
      const pieceInterval = Math.min(interval, DAY)
      const parts = new Map<number, MonthBars>()
      const readable = months.filter((month) => typeof tags.get(month.from) === 'string')
      const errors = [...tags.values()].flatMap((tag) => (typeof tag === 'string' ? [] : [tag.message]))
      await runInParallel(readable, CONCURRENCY, async (month) => {
        const tag = tags.get(month.from)
        if (typeof tag !== 'string') return true
        try {
          parts.set(month.from, await (pieceInterval < MIN_COARSE ? minutes : coarse)(market, month, tag))
        } catch (error) {
          if (!(error instanceof UserError)) throw error
          errors.push(error.message)
        }
        return true
      })
      const ordered = months.flatMap(({ from }) => parts.get(from) ?? [])
      const pieces = ordered.flatMap((part) => findLevel(part, pieceInterval) ?? [])
      return { bars: joinPieces(pieces, range, interval), gaps: ordered.flatMap(({ gaps }) => gaps), errors }
    },
    bytes: () => cache.bytes(),
  }
}

function keyOf(market: Market, { from }: TimeRange, level: 'fine' | 'coarse'): string {
  return `${marketPath(market)}/${monthName(from)}/${level}`
}

/** What tells each month's contents; the error where they cannot be told; none where the month has no candles. */
async function readMonthTags(
  store: CandleStore,
  market: Market,
  months: readonly TimeRange[],
): Promise<ReadonlyMap<number, string | UserError>> {
  const from = months[0]?.from ?? 0
  const to = months.at(-1)?.to ?? 0
  const found = new Map<number, string | UserError>()
  try {
    const days = await store.dayHashes(market, { from, to })
    for (const [day, hash] of days) {
      const month = months.find((one) => day >= one.from && day < one.to)?.from ?? from
      found.set(month, `${String(found.get(month) ?? '')}${hash}`)
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const [month] = months
    if (months.length === 1 && month) return new Map([[month.from, error]])
    // One month cannot be read: the others are still there to be seen.
    for (const one of months) for (const [key, tag] of await readMonthTags(store, market, [one])) found.set(key, tag)
  }
  return found
}

async function readMonth(store: CandleStore, market: Market, month: TimeRange, limits: GapLimits): Promise<MonthBars> {
  const candles = frameToPartialCandles(await store.readColumns(market, BAR_COLUMNS, month))
  const bars = candlesToBars(candles)
  return { levels: new Map([[bars.interval, bars]]), gaps: findGaps(candles, limits) }
}

function aggregateLevels({ levels, gaps }: MonthBars): MonthBars {
  const coarse = new Map<number, Bars>()
  let [bars] = levels.values()
  for (const interval of COARSE) {
    if (!bars) break
    bars = aggregateBars(bars, interval)
    coarse.set(interval, bars)
  }
  return { levels: coarse, gaps }
}

function findLevel({ levels }: MonthBars, interval: number): Bars | undefined {
  const [finest] = levels.values()
  return levels.get(interval) ?? (finest && aggregateBars(finest, interval))
}

/** One grid over all that lies between the first and the last piece in `range`. */
function joinPieces(pieces: readonly Bars[], range: TimeRange, interval: number): Bars {
  const pieceInterval = pieces[0]?.interval ?? interval
  const all = {
    from: (pieces[0]?.first ?? 0) * pieceInterval,
    to: Math.max(0, ...pieces.map(({ first, rows }) => (first + rows) * pieceInterval)),
  }
  const part = intersect(range, all) ?? { from: range.from, to: range.from }
  const first = Math.floor(part.from / pieceInterval)
  const rows = Math.ceil(part.to / pieceInterval) - first
  return aggregateBars(joinBars(pieces, pieceInterval, first, rows), interval)
}

function bytesOfMonth({ levels, gaps }: MonthBars): number {
  return [...levels.values()].reduce((sum, bars) => sum + barsByteLength(bars), 64 * gaps.length)
}
