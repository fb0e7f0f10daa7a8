import type { Candles } from '../../core/candles.js'
import { createRng, type Rng } from '../../core/rng.js'
import { baseWord } from './base-word.js'
import type { MinuteMove } from './price-process.js'

/** Digits of a price that the tick grid keeps at the start. */
const SIGNIFICANT_DIGITS = 5
/** Quote that changes hands in a usual minute. */
const QUOTE_A_MINUTE = 20_000
/** Chance of a minute without any trade at usual activity. */
const NO_TRADE = 0.002

/**
 * Turns the moves of a price process into candles on a tick grid: each opens at the previous close, its wicks follow the
 * volatility, volume follows the activity and the size of the move, takers buy more when the price rises.
 */
export function candleMaker(seed: number, base: string): (candles: Candles, row: number, move: MinuteMove) => void {
  const rng = createRng(seed, 5, baseWord(base))
  const start = 10 ** (3 * rng.float())
  const ticks = 10 ** (SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(start)))
  const onTick = (price: number): number => Math.max(1, Math.round(price * ticks)) / ticks
  let price = start
  let close = onTick(start)
  return (candles, row, move) => {
    const open = close
    price *= Math.exp(move.logReturn)
    const traded = rng.float() >= NO_TRADE / move.activity
    close = traded ? onTick(price) : open
    const wick = (): number => (traded ? 0.5 * move.volatility * Math.abs(rng.normal()) : 0)
    candles.open[row] = open
    candles.close[row] = close
    candles.high[row] = onTick(Math.max(open, close) * (1 + wick()))
    candles.low[row] = onTick(Math.min(open, close) * (1 - wick()))
    writeVolume(candles, row, move, rng, traded ? QUOTE_A_MINUTE / start : 0)
  }
}

function writeVolume(candles: Candles, row: number, move: MinuteMove, rng: Rng, usual: number): void {
  const size = Math.abs(move.logReturn) / move.volatility
  const volume = rounded(usual * move.activity * (0.6 + 0.4 * size) * Math.exp(0.35 * rng.normal()))
  const share = 0.5 + 0.15 * Math.tanh(move.logReturn / move.volatility) + 0.05 * (rng.float() - 0.5)
  const typical = ((candles.high[row] ?? 0) + (candles.low[row] ?? 0) + (candles.close[row] ?? 0)) / 3
  candles.volume[row] = volume
  candles.quoteVolume[row] = rounded(volume * typical)
  candles.trades[row] = volume > 0 ? 1 + Math.round(40 * move.activity * rng.float()) : 0
  candles.takerBuyVolume[row] = rounded(volume * share)
}

/** To a thousandth, as exchanges report amounts. */
function rounded(amount: number): number {
  return Math.round(amount * 1000) / 1000
}
