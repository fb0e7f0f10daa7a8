import type { Candles } from '../core/candles.js'
import { rangeOf } from '../core/grid.js'
import type { TimeRange } from '../core/time.js'
import { findGaps, findNoTradeBreaks, type Gap, type GapLimits, type NoTradeBreak } from './gaps.js'
import { findPriceSpikes, type PriceSpike } from './price-spikes.js'
import { sumQuoteVolume } from './quote-volume.js'
import { findFlatRuns, type FlatRun } from './flat-runs.js'

export interface QualityLimits extends GapLimits {
  /** At least this many candles in a row without volume are a no-trade break. */
  readonly noTradeBreakMinutes: number
  /** At least this many candles in a row at one price are a flat run. */
  readonly flatMinutes?: number
}

/** How complete the candles of a market are, and how much is traded on it. */
export interface CandleQuality {
  readonly range: TimeRange
  /** Candles on the grid, filled ones counted. */
  readonly rows: number
  /** Candles that no source has; they are filled. */
  readonly missing: number
  readonly gaps: readonly Gap[]
  readonly outages: readonly Gap[]
  /** Gaps that are too long for an outage: apart from it and from the no-trade breaks. */
  readonly notImported: readonly Gap[]
  /** Candles of the source in which nothing was traded, and their share of the candles that the source has. */
  readonly noTradeMinutes: number
  readonly noTradeShare: number
  readonly noTradeBreaks: readonly NoTradeBreak[]
  /** Average volume in quote of a minute that the source has. */
  readonly minuteQuoteVolume: number
  readonly spikes: readonly PriceSpike[]
  /** Runs of candles at one price; `isStaleRun` tells whether other markets were traded meanwhile. */
  readonly flatRuns: readonly FlatRun[]
}

/** The columns that quality is computed from. */
export const QUALITY_COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'filled'] as const

export function computeCandleQuality(
  candles: Pick<Candles, 'grid' | (typeof QUALITY_COLUMNS)[number]>,
  limits: QualityLimits,
): CandleQuality {
  const { grid, volume, filled } = candles
  const gaps = findGaps(candles, limits)
  const notImported = gaps.filter((gap) => gap.notImported)
  const missing = gaps.reduce((total, gap) => total + gap.minutes, 0)
  const still = volume.reduce((count, value, row) => count + (value === 0 && filled[row] === 0 ? 1 : 0), 0)
  return {
    range: rangeOf(grid),
    rows: grid.rows,
    missing,
    gaps,
    outages: gaps.filter((gap) => gap.outage),
    notImported,
    noTradeMinutes: still,
    noTradeShare: still / Math.max(1, grid.rows - missing),
    noTradeBreaks: findNoTradeBreaks(candles, limits.noTradeBreakMinutes, notImported),
    minuteQuoteVolume: sumQuoteVolume(candles, 0, grid.rows) / Math.max(1, grid.rows - missing),
    spikes: findPriceSpikes(candles),
    flatRuns: findFlatRuns(candles, limits.flatMinutes),
  }
}
