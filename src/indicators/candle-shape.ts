import type { Candles } from '../core/candles.js'
import { simdElementwise } from './elementwise-simd.js'

/** The shape of each candle from row `from` on, in thousandths of its close. */
export interface CandleShape {
  /** Height: high over low. */
  readonly height: Float32Array
  /** Upper shadow: high over the body. */
  readonly upper: Float32Array
  /** Lower shadow: the body over low. */
  readonly lower: Float32Array
}

type Prices = Pick<Candles, 'open' | 'high' | 'low' | 'close'>

/** One part of the shape; WebAssembly SIMD and the plain loop give the same bits. */
export function candleShape(candles: Prices, from: number, part: keyof CandleShape): Float32Array {
  const { open, high, low, close } = fromRow(candles, from)
  const out = new Float32Array(close.length)
  const fast = {
    height: () => simdElementwise('distance', [high, low, close], out),
    upper: () => simdElementwise('distanceAbove', [high, open, close], out),
    lower: () => simdElementwise('distanceBelow', [low, open, close], out),
  }
  return fast[part]() ?? plainCandleShape(candles, from)[part]
}

/** All parts row by row: what the fast form is held against. */
export function plainCandleShape(candles: Prices, from: number): CandleShape {
  const { open, high, low, close } = fromRow(candles, from)
  const column = (distance: (row: number, close: number) => number): Float32Array =>
    Float32Array.from(close, (last, row) => (distance(row, last) / last) * 1000)
  return {
    height: column((row) => (high[row] ?? 0) - (low[row] ?? 0)),
    upper: column((row, last) => (high[row] ?? 0) - Math.max(open[row] ?? 0, last)),
    lower: column((row, last) => Math.min(open[row] ?? 0, last) - (low[row] ?? 0)),
  }
}

function fromRow({ open, high, low, close }: Prices, from: number): Prices {
  return { open: open.subarray(from), high: high.subarray(from), low: low.subarray(from), close: close.subarray(from) }
}
