import type { TradedSeries } from '../random-entries.js'
import type { Trade, TradeRule } from '../simulate-trades.js'
import { calibrationOf, type Calibration, type CalibrationOptions } from './calibration.js'
import { capacityOf, type Capacity, type CapacityOptions } from './capacity.js'
import { concentrationOf, type Concentration } from './concentration.js'
import { costSensitivity, type CostSensitivity } from './cost-sensitivity.js'
import { regimesOf, type Regimes } from './regimes.js'

/** What is behind the gain of a cell: what it costs, where it comes from, and whether the scores mean what they say. */
export interface GainAttribution {
  readonly costs: CostSensitivity
  /** Absent with fills at the close, which know no size of an order. */
  readonly capacity?: Capacity
  readonly concentration: Concentration
  readonly regimes: Regimes
  readonly calibration: Calibration
  /** The trades of the highest and of the lowest gain, ten at most, the extreme first. */
  readonly bestTrades: readonly Trade[]
  readonly worstTrades: readonly Trade[]
}

export interface AttributionOptions extends CalibrationOptions {
  /** The cell, its fee and its exits. */
  readonly rule: TradeRule
  /** Left out with fills at the close. */
  readonly orders?: CapacityOptions | undefined
}

const EXTREMES = 10

/** Of the trades that the rule made of each series. */
export function attributeGain(
  traded: readonly TradedSeries[],
  { rule, orders, ...calibration }: AttributionOptions,
): GainAttribution {
  const series = traded.map((one) => one.series)
  const trades = traded.flatMap((one) => one.trades)
  const sorted = trades.toSorted((a, b) => b.gain - a.gain)
  return {
    costs: costSensitivity(series, rule),
    ...(orders && { capacity: capacityOf(series, rule, orders) }),
    concentration: concentrationOf(trades),
    regimes: regimesOf(traded),
    calibration: calibrationOf(series, calibration),
    bestTrades: sorted.slice(0, EXTREMES),
    worstTrades: sorted.slice(-EXTREMES).toReversed(),
  }
}
