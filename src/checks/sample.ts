import {
  CANDLE_COLUMNS,
  allocateCandles,
  candlesToFrame,
  frameToCandles,
  sliceCandles,
  type Candles,
} from '../core/candles.js'
import { makeFrame } from '../core/frame.js'
import { simulateCandles } from '../ohlcv/simulate-candles.js'
import { countFinalRows, type Subject } from './subject.js'

/** `quiet`: nothing happens in it, no trades, one price; `long`: many rows. Only what must hold there as well is checked. */
export type SampleKind = 'moving' | 'quiet' | 'long'

/** Candles on which a definition is checked. */
export interface Sample {
  readonly name: string
  readonly candles: Candles
  readonly kind: SampleKind
}

/** Rows with all their history that a sample should have: eight days, so that nothing that follows the week is constant. */
const ROWS = 8 * 1440
/** Candles that a sample for this definition should have. */
export function countSampleRows({ reach, horizon }: Pick<Subject, 'reach' | 'horizon'>): number {
  return reach + horizon + ROWS
}

/** The last of some stored candles; undefined where they are too few to check anything on. */
export function storedSample(subject: Subject, name: string, candles: Candles): Sample | undefined {
  const rows = Math.min(candles.grid.rows, countSampleRows(subject))
  const last = sliceCandles(candles, candles.grid.rows - rows, rows)
  return countFinalRows(subject, last) >= 10 ? { name, candles: last, kind: 'moving' } : undefined
}

/** Another memory with the same values, those of other bases too, and a calendar that nobody else has. */
export function copyCandles(candles: Candles): Candles {
  const { grid: shared, columns } = candlesToFrame(candles)
  const grid = { ...shared, calendar: { ...shared.calendar } }
  const copies = [...columns].map(([name, values]) => [name, values.slice()] as const)
  return withOthers(frameToCandles(makeFrame(grid, copies)), candles, copyCandles)
}

function withOthers(made: Candles, { others }: Candles, work: (other: Candles) => Candles): Candles {
  if (!others) return made
  return { ...made, others: new Map([...others].map(([base, other]) => [base, work(other)] as const)) }
}

/** How candles are replaced by others: another market on another level of prices, or values far beyond any market. */
export type Replacement = 'other' | 'extreme'

/**
 * A copy whose rows `from … to − 1` are others, those of other bases too: finite, with high ≥ open, close ≥ low. The extreme
 * ones are marked as filled where they were not, and the other way round.
 */
export function replaceRows(candles: Candles, from: number, to: number, how: Replacement, seed: number): Candles {
  const { others: _, ...alone } = candles
  const copy = copyCandles(alone)
  const rows = to - from
  const replacement = how === 'other' ? otherMarket(alone, from, rows, seed) : extremes(alone, from, rows, seed)
  for (const name of CANDLE_COLUMNS) {
    if (rows > 0 && !Number.isNaN(copy[name][from])) copy[name].set(replacement[name], from)
  }
  if (how === 'extreme') for (let row = from; row < to; row++) copy.filled[row] = 1 - (copy.filled[row] ?? 0)
  return withOthers(copy, candles, (other) => replaceRows(other, from, to, how, seed + 1))
}

function otherMarket({ grid, close }: Candles, from: number, rows: number, seed: number): Candles {
  const start = grid.calendar.timeAt(grid.first + from)
  const others = simulateCandles('market', { seed, from: start, rows, base: 'other' })
  // Off the old level, so that a mean over it shows, and not by a power of two, which rounds the same.
  const factor = (1.37 * (close[from] ?? 1)) / (others.close[0] ?? 1)
  for (const name of ['open', 'high', 'low', 'close'] as const)
    others[name].forEach((v, i, all) => (all[i] = v * factor))
  return others
}

/** Prices a thousand times as high and low in turns, volumes of a billion and none; the seed says which comes first. */
function extremes({ grid, close }: Candles, from: number, rows: number, seed: number): Candles {
  const others = allocateCandles({ calendar: grid.calendar, first: grid.first + from, rows })
  const level = close[from] ?? 1
  for (let row = 0; row < rows; row++) {
    const up = (row + seed) % 2 === 0
    const price = up ? 1000 * level : level / 1000
    others.open[row] = level
    others.close[row] = price
    others.high[row] = Math.max(level, price)
    others.low[row] = Math.min(level, price)
    others.volume[row] = up ? 1e9 : 0
    others.quoteVolume[row] = up ? 1e9 * level : 0
    others.trades[row] = up ? 1e6 : 0
    others.takerBuyVolume[row] = up ? 1e9 : 0
  }
  return others
}
