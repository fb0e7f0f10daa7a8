import { alwaysOpen } from '../../src/core/calendar.js'
import {
  allocateCandles,
  CANDLE_COLUMNS,
  candlesToFrame,
  frameToCandles,
  type Candles,
} from '../../src/core/candles.js'
import { makeFrame } from '../../src/core/frame.js'
import { createRng } from '../../src/core/rng.js'

const round = (price: number): number => Math.round(price * 1000) / 1000

/** A seeded random walk on price steps of a thousandth, with quiet minutes and minutes without volume. */
export function randomCandles(first: number, rows: number, seed: number): Candles {
  const rng = createRng(seed)
  const candles = allocateCandles({ calendar: alwaysOpen(), first, rows })
  let before = 5
  for (let row = 0; row < rows; row++) {
    const quiet = rng.float() < 0.2
    const close = quiet ? before : Math.max(1, round(before * (1 + 0.001 * rng.normal())))
    candles.open[row] = before
    candles.close[row] = close
    candles.high[row] = round(Math.max(before, close) * (1 + 0.0005 * rng.float()))
    candles.low[row] = round(Math.min(before, close) * (1 - 0.0005 * rng.float()))
    candles.volume[row] = quiet && rng.float() < 0.5 ? 0 : Math.round(1000 * rng.float()) / 10
    before = close
  }
  return candles
}

/** A copy with every price and the volume of the rows `from … to − 1` replaced by far other ones, of other bases too. */
export function disturbed(candles: Candles, from: number, to = candles.grid.rows, factor = 2): Candles {
  const frame = candlesToFrame(candles)
  const copy = makeFrame(
    frame.grid,
    [...frame.columns].map(([name, values]) => [name, values.slice()] as const),
  )
  const result = frameToCandles(copy)
  for (const name of CANDLE_COLUMNS) {
    for (let row = from; row < to; row++) result[name][row] = (result[name][row] ?? 0) * factor + 1
  }
  if (!candles.others) return result
  return {
    ...result,
    others: new Map([...candles.others].map(([base, other]) => [base, disturbed(other, from, to, factor)])),
  }
}
