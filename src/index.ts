/** What a workspace's feature sets, targets, nets, event samplers and metrics import from 'followupward'. */
export * from './core/candles.js'
export * from './core/frame.js'
export * from './core/grid.js'
export * from './core/time.js'
export * from './definitions/definition.js'

export { adx, adxHistory, type Adx } from './indicators/adx.js'
export { atr, atrHistory } from './indicators/atr.js'
export { bollingerBands, type BollingerBands, type BollingerSpan } from './indicators/bollinger-bands.js'
export {
  candleChanges,
  candleChangesAt,
  type CandleChangeOptions,
  type ChangeCandles,
  type ChangeColumn,
} from './indicators/candle-changes.js'
export { ema, emaHistory, wilderAlpha, type EmaSpan, type EmaWeights } from './indicators/ema.js'
export { lineDeviations, type LineDeviations } from './indicators/line-deviations.js'
export { macd, macdHistory, type Macd, type MacdPeriods } from './indicators/macd.js'
export { meanDiffs, type MeanDiffOptions } from './indicators/mean-diffs.js'
export { meanRatio, type MeanRatioOptions } from './indicators/mean-ratio.js'
export { medianRatio, type MedianRatioOptions } from './indicators/median-ratio.js'
export { obv } from './indicators/obv.js'
export { logReturn, pctChange } from './indicators/pct-change.js'
export { pivot } from './indicators/pivot.js'
export { pivotTrends, PIVOT_TRENDS_HISTORY, type PivotTrendOptions } from './indicators/pivot-trends.js'
export {
  regressionChannel,
  regressionTrend,
  type ChannelSpan,
  type RegressionChannel,
  type RegressionTrend,
  type TrendSpan,
} from './indicators/regression-channel.js'
export { relativeVolume } from './indicators/relative-volume.js'
export { rollingMax, rollingMin } from './indicators/rolling-max.js'
export { rollingMean } from './indicators/rolling-mean.js'
export { rollingMedian } from './indicators/rolling-median.js'
export { rollingQuantile } from './indicators/rolling-quantile.js'
export { rollingRegression, type Regression } from './indicators/rolling-regression.js'
export { rollingSlopes } from './indicators/rolling-slopes.js'
export { firstBorder, requireWindow, type PeriodSpan, type RollingSpan } from './indicators/rolling-span.js'
export { rollingStd } from './indicators/rolling-std.js'
export { rollingSum } from './indicators/rolling-sum.js'
export { rsi, rsiHistory } from './indicators/rsi.js'
export { stochastic, stochasticHistory, type Stochastic, type StochasticSpan } from './indicators/stochastic.js'
export { takerBuyShare } from './indicators/taker-buy-share.js'
export { timeOfDay, timeOfWeek, type CyclePosition } from './indicators/time-cycle.js'
export { trueRange, type Prices } from './indicators/true-range.js'
export { williamsR } from './indicators/williams-r.js'

export { expand, type ExpandedSet, type ExpandOptions, type WindowColumn } from './features/expand.js'
export {
  columnHistory,
  defineFeatureSet,
  type FeatureColumn,
  type FeatureSet,
  type Lags,
} from './features/feature-set.js'

export {
  barrierHistory,
  barrierTouches,
  type BarrierTouches,
  type VolatilityBarriers,
} from './targets/barrier-touches.js'
export { firstBarrierTouch, type FixedBarriers, type TouchCodes } from './targets/first-barrier-touch.js'
export { gradientTarget, type GradientTargetOptions } from './targets/gradient-target.js'
export { labelUniqueness } from './targets/label-uniqueness.js'
export { metaTarget, type MetaTargetOptions } from './targets/meta-target.js'
export {
  evaluateRule,
  momentumRule,
  thresholdRule,
  type PrimaryRule,
  type ThresholdRuleOptions,
} from './targets/primary-rule.js'
export { defineTarget, hasTradeClasses, TRADE_CLASSES, type Target } from './targets/target.js'
export { tripleBarrierTarget, type TripleBarrierOptions } from './targets/triple-barrier-target.js'

export * from './datasets/cusum-events.js'
export * from './datasets/event-sampler.js'
export * from './datasets/rule-events.js'
export * from './datasets/volume-bar-events.js'
export * from './nets/net.js'
export * from './classifier/metric.js'
