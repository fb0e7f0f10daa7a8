import { alwaysOpen } from '../core/calendar.js'
import { allocateCandles, type Candles } from '../core/candles.js'
import { ordinalFrom } from '../core/grid.js'
import type { Market } from '../core/market.js'
import { createPriceProcess, hashBase, type MinuteMove } from './simulated/price-process.js'
import { createRng, type Rng } from '../core/rng.js'

/** `sinus` and `triangle` are waves with a known answer; `market` resembles one. */
export const SIMULATED_KINDS = ['sinus', 'triangle', 'market'] as const
export type SimulatedKind = (typeof SIMULATED_KINDS)[number]

/** The `exchange` of every simulated market, so that none is ever taken for a real one. */
export const SIMULATED_EXCHANGE = 'simulated'

export interface SimulatedOptions {
  /** Seed of the `market`; the waves do not depend on it. */
  readonly seed: number
  /** Open time of the first candle, epoch ms. A `market` begins here: the same start and seed agree on every prefix. */
  readonly from: number
  readonly rows: number
  /** Bases of one seed differ but share a common factor. */
  readonly base?: string
}

/** Price in the middle of the waves, their amplitude as a share of it, and their period in minutes. */
const WAVE = { price: 200, amplitude: 0.04, period: 360 }
const WAVE_VOLUME = 100

/** Makes the minute candles of a simulated market. */
export function simulateCandles(kind: SimulatedKind, options: SimulatedOptions): Candles {
  const calendar = alwaysOpen()
  const first = ordinalFrom(calendar, options.from)
  const candles = allocateCandles({ calendar, first, rows: options.rows })
  if (kind === 'market') writeMarket(candles, options)
  else writeWave(candles, kind === 'sinus' ? sinus : triangle)
  return candles
}

/** The market under which simulated candles are stored: `simulated`, whatever the workspace trades on. */
export function toSimulatedMarket(base: string, quote: string): Market {
  return { exchange: SIMULATED_EXCHANGE, type: 'spot', symbol: `${base.toUpperCase()}/${quote}`, interval: '1m' }
}

function writeMarket(candles: Candles, { seed, base = 'sim' }: SimulatedOptions): void {
  const next = createPriceProcess(seed, base)
  const write = createCandleWriter(seed, base)
  for (let row = 0; row < candles.grid.rows; row++) write(candles, row, next(candles.grid.first + row))
}

/** From a phase 0 … 1 to −1 … 1. */
function sinus(phase: number): number {
  return Math.sin(2 * Math.PI * phase)
}

function triangle(phase: number): number {
  if (phase < 0.25) return 4 * phase
  return phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4
}

/** Prices follow the wave at absolute minutes, so any two spans agree where they overlap. */
function writeWave(candles: Candles, shape: (phase: number) => number): void {
  const { first, rows } = candles.grid
  const priceAt = (minute: number): number =>
    WAVE.price * (1 + WAVE.amplitude * shape((minute % WAVE.period) / WAVE.period))
  for (let row = 0; row < rows; row++) {
    const open = priceAt(first + row - 1)
    const close = priceAt(first + row)
    candles.open[row] = open
    candles.close[row] = close
    candles.high[row] = Math.max(open, close)
    candles.low[row] = Math.min(open, close)
    candles.volume[row] = WAVE_VOLUME
    candles.quoteVolume[row] = (WAVE_VOLUME * (open + close)) / 2
    candles.trades[row] = WAVE_VOLUME
    candles.takerBuyVolume[row] = WAVE_VOLUME / 2
  }
}

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
function createCandleWriter(seed: number, base: string): (candles: Candles, row: number, move: MinuteMove) => void {
  const rng = createRng(seed, 5, hashBase(base))
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
  const volume = roundAmount(usual * move.activity * (0.6 + 0.4 * size) * Math.exp(0.35 * rng.normal()))
  const share = 0.5 + 0.15 * Math.tanh(move.logReturn / move.volatility) + 0.05 * (rng.float() - 0.5)
  const typical = ((candles.high[row] ?? 0) + (candles.low[row] ?? 0) + (candles.close[row] ?? 0)) / 3
  candles.volume[row] = volume
  candles.quoteVolume[row] = roundAmount(volume * typical)
  candles.trades[row] = volume > 0 ? 1 + Math.round(40 * move.activity * rng.float()) : 0
  candles.takerBuyVolume[row] = roundAmount(volume * share)
}

/** Rounds to a thousandth, as exchanges report amounts. */
function roundAmount(amount: number): number {
  return Math.round(amount * 1000) / 1000
}
