import { alwaysOpen } from '../core/calendar.js'
import { allocateCandles, type Candles } from '../core/candles.js'
import { ordinalFrom } from '../core/grid.js'
import type { Market } from '../core/market.js'
import { candleMaker } from './simulated/candle-maker.js'
import { priceProcess } from './simulated/price-process.js'

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

/** Minute candles of a made-up market. */
export function simulatedMarket(kind: SimulatedKind, options: SimulatedOptions): Candles {
  const calendar = alwaysOpen()
  const first = ordinalFrom(calendar, options.from)
  const candles = allocateCandles({ calendar, first, rows: options.rows })
  if (kind === 'market') writeMarket(candles, options)
  else writeWave(candles, kind === 'sinus' ? sinus : triangle)
  return candles
}

/** The market under which simulated candles are kept: `simulated`, whatever the workspace trades on. */
export function simulatedMarketOf(base: string, quote: string): Market {
  return { exchange: SIMULATED_EXCHANGE, type: 'spot', symbol: `${base.toUpperCase()}/${quote}`, interval: '1m' }
}

function writeMarket(candles: Candles, { seed, base = 'sim' }: SimulatedOptions): void {
  const next = priceProcess(seed, base)
  const write = candleMaker(seed, base)
  for (let row = 0; row < candles.grid.rows; row++) write(candles, row, next(candles.grid.first + row))
}

/** Phase 0 … 1 to −1 … 1. */
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
