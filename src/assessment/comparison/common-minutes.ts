import type { RowFills } from '../row-fills.js'
import type { RowRange, ScoredSeries } from '../scored-series.js'

/** Two scored series for each base that both have, over the same minutes and with the same fills. */
export interface CommonSeries {
  readonly first: readonly ScoredSeries[]
  readonly second: readonly ScoredSeries[]
  /** Minutes of all bases. */
  readonly minutes: number
}

/**
 * Keeps the minutes of both, base by base. A range ends where one of either ends. Both are filled as the first is; what would be filled behind the end
 * of a range counts as filled there. A base whose closes differ is another market, and is left out.
 */
export function keepCommonMinutes(first: readonly ScoredSeries[], second: readonly ScoredSeries[]): CommonSeries {
  const pairs = first.flatMap((one) => {
    const other = second.find(({ base }) => base === one.base)
    const pair = other && commonRows(one, other)
    return pair && pair.first.length > 0 ? [{ one, other, pair }] : []
  })
  return {
    first: pairs.map(({ one, pair }) => pickRows(one, pair.first, pair.ranges, one.fills)),
    second: pairs.map(({ one, other, pair }) => {
      const { fills, ...shared } = pickRows(one, pair.first, pair.ranges, one.fills)
      const { hold, buy, sell } = pickRows(other, pair.second, pair.ranges, undefined)
      return { ...shared, hold, buy, sell, ...(fills && { fills }) }
    }),
    minutes: pairs.reduce((sum, { pair }) => sum + pair.first.length, 0),
  }
}

/** Rows of the same minutes in either, and the ranges of them. */
interface CommonRows {
  readonly first: Int32Array
  readonly second: Int32Array
  readonly ranges: readonly RowRange[]
}

/** Undefined where closes differ. */
function commonRows(one: ScoredSeries, other: ScoredSeries): CommonRows | undefined {
  const first: number[] = []
  const second: number[] = []
  const starts: number[] = []
  const begins = [one, other].map(({ ranges }) => new Set(ranges.map(({ from }) => from)))
  for (let i = 0, j = 0; i < one.time.length && j < other.time.length;) {
    const [here = 0, there = 0] = [one.time[i], other.time[j]]
    if (here !== there) {
      if (here < there) i++
      else j++
      continue
    }
    if (one.close[i] !== other.close[j]) return undefined
    const follows = first.at(-1) === i - 1 && second.at(-1) === j - 1
    if (!follows || begins[0]?.has(i) || begins[1]?.has(j)) starts.push(first.length)
    first.push(i++)
    second.push(j++)
  }
  const ranges = starts.map((from, index) => ({ from, to: starts[index + 1] ?? first.length }))
  return { first: Int32Array.from(first), second: Int32Array.from(second), ranges }
}

function pickRows(
  series: ScoredSeries,
  rows: Int32Array,
  ranges: readonly RowRange[],
  fills: RowFills | undefined,
): ScoredSeries {
  return {
    base: series.base,
    ranges,
    time: pick64(series.time, rows),
    close: pick64(series.close, rows),
    target: Uint8Array.from(rows, (row) => series.target[row] ?? 0),
    hold: pick32(series.hold, rows),
    buy: pick32(series.buy, rows),
    sell: pick32(series.sell, rows),
    ...(fills && { fills: pickFills(fills, rows, ranges) }),
    ...(series.bars && {
      bars: {
        open: pick64(series.bars.open, rows),
        high: pick64(series.bars.high, rows),
        low: pick64(series.bars.low, rows),
      },
    }),
  }
}

function pick64(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? Number.NaN)
}

function pick32(values: Float32Array, rows: Int32Array): Float32Array {
  return Float32Array.from(rows, (row) => values[row] ?? Number.NaN)
}

function pickFills(fills: RowFills, rows: Int32Array, ranges: readonly RowRange[]): RowFills {
  const places = new Int32Array(fills.row.length).fill(-1)
  rows.forEach((row, place) => (places[row] = place))
  const filledIn = new Int32Array(rows.length)
  for (const { from, to } of ranges) {
    for (let place = from; place < to; place++) {
      const found = places[fills.row[rows[place] ?? 0] ?? 0] ?? -1
      filledIn[place] = found < 0 ? to - 1 : Math.min(found, to - 1)
    }
  }
  return {
    model: fills.model,
    row: filledIn,
    buyPrice: pick64(fills.buyPrice, rows),
    sellPrice: pick64(fills.sellPrice, rows),
    spreadShare: pick64(fills.spreadShare, rows),
    slippageShare: pick64(fills.slippageShare, rows),
  }
}
