import type { Candles } from '../core/candles.js'
import { HOUR } from '../core/time.js'
import { relativeVolume } from '../indicators/relative-volume.js'
import { rollingMax, rollingMin } from '../indicators/rolling-max.js'
import { rollingMean } from '../indicators/rolling-mean.js'
import { rollingMedian } from '../indicators/rolling-median.js'
import { rollingRegression } from '../indicators/rolling-regression.js'
import type { RollingSpan } from '../indicators/rolling-span.js'
import { sumQuoteVolume } from './quote-volume.js'

/** Windows of the key figures, in minutes. */
export const GAIN_WINDOWS = [5, 15, 30, 60, 120, 240, 720, 1440, 4320, 12_960] as const
export const EXTREME_WINDOWS = [30, 60, 240, 1440, 12_960] as const
/** Short and long window of each volume ratio. */
export const VOLUME_WINDOWS = [
  [5, 240],
  [240, 12_960],
] as const
export const LIQUIDITY_WINDOW = 60

/** Candles that the figures of a minute read, including that of the minute. */
export const FIGURE_ROWS = 12_960

/** The columns that key figures are made of. */
export const FIGURE_COLUMNS = ['high', 'low', 'close', 'volume', 'quoteVolume', 'filled'] as const

/** How a base stands in one minute; NaN where there are not enough candles before it, or all of a window were filled. */
export interface KeyFigures {
  /** Slope of the regression line through the closes of each of `GAIN_WINDOWS`, an hour, as a share of the close. */
  readonly gains: readonly number[]
  /** How far the close is above the lowest low of each of `EXTREME_WINDOWS`, as a share of it. */
  readonly aboveMinimum: readonly number[]
  /** How far the close is below the highest high, as a share of it: negative, or 0. */
  readonly belowMaximum: readonly number[]
  /** Mean volume of the short over that of the long of each of `VOLUME_WINDOWS`; 0 where the long one is. */
  readonly volumeRatios: readonly number[]
  /** Median quote volume of a minute over `LIQUIDITY_WINDOW`. */
  readonly liquidity: number
}

type FigureCandles = Pick<Candles, 'grid' | (typeof FIGURE_COLUMNS)[number]>

/** How many candles at the end were filled. */
export function countFilledAtEnd({ filled }: Pick<Candles, 'filled'>): number {
  return filled.length - 1 - filled.findLastIndex((mark) => mark === 0)
}

/**
 * The figures of the last of some minute candles. Filled minutes count as they are: flat, and without volume. A window that
 * has nothing else says nothing.
 */
export function computeKeyFigures(candles: FigureCandles): KeyFigures {
  const { close, high, low, volume, grid } = candles
  const now = close.at(-1) ?? Number.NaN
  const filled = countFilledAtEnd(candles)
  const over = (window: number, values: (span: RollingSpan) => Float64Array): number => {
    if (window > grid.rows || window <= filled) return Number.NaN
    return values({ first: grid.first, window, from: grid.rows - 1 })[0] ?? Number.NaN
  }
  const hour = HOUR / grid.calendar.interval
  return {
    gains: GAIN_WINDOWS.map((window) => (over(window, (span) => rollingRegression(close, span).slope) * hour) / now),
    aboveMinimum: EXTREME_WINDOWS.map((window) => now / over(window, (span) => rollingMin(low, span)) - 1),
    belowMaximum: EXTREME_WINDOWS.map((window) => now / over(window, (span) => rollingMax(high, span)) - 1),
    volumeRatios: VOLUME_WINDOWS.map(([short, long]) =>
      short <= filled
        ? Number.NaN
        : over(long, (span) =>
            relativeVolume(rollingMean(volume, { ...span, window: short }), rollingMean(volume, span), 0),
          ),
    ),
    liquidity: over(LIQUIDITY_WINDOW, (span) => rollingMedian(quoteVolumes(candles), span)),
  }
}

/** Quote volume of each candle; volume times close where the source does not give it. */
function quoteVolumes(candles: FigureCandles): Float64Array {
  return candles.close.map((_, row) => sumQuoteVolume(candles, row, row + 1))
}
