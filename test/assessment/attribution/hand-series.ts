import { MINUTE } from '../../../src/core/time.js'
import type { RowFills } from '../../../src/assessment/row-fills.js'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'

/** Buys at `+`, sells at `-`, holds at `.`; one contiguous range from `from` on. */
export function handSeries(signals: string, close: readonly number[], from = 0, base = 'a'): ScoredSeries {
  const rows = signals.split('')
  const scores = (sign: string): Float32Array => Float32Array.from(rows, (one) => Number(one === sign))
  return {
    base,
    ranges: [{ from: 0, to: rows.length }],
    time: Float64Array.from(rows, (_, row) => from + row * MINUTE),
    close: Float64Array.from(close),
    target: new Uint8Array(rows.length),
    hold: scores('.'),
    buy: scores('+'),
    sell: scores('-'),
  }
}

/** Fills in the next row at these prices between bid and ask, with the same spread and slippage everywhere. */
export function nextRowFills(
  series: ScoredSeries,
  price: readonly number[],
  spreadShare: number,
  slippageShare: number,
): ScoredSeries {
  const last = price.length - 1
  const column = (of: (row: number) => number): Float64Array => Float64Array.from(price, (_, row) => of(row))
  const at = (row: number): number => price[Math.min(row + 1, last)] ?? 0
  const fills: RowFills = {
    model: 'realistic',
    row: Int32Array.from(price, (_, row) => Math.min(row + 1, last)),
    buyPrice: column((row) => at(row) * (1 + spreadShare + slippageShare)),
    sellPrice: column((row) => at(row) * (1 - spreadShare - slippageShare)),
    spreadShare: column(() => spreadShare),
    slippageShare: column(() => slippageShare),
  }
  return { ...series, fills }
}
