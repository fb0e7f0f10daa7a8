import { normalCdf, normalQuantile } from './normal.js'
import { sharpeVariance, type ObservedSharpe } from './sharpe-inference.js'

/** Euler and Mascheroni's constant. */
const EULER_GAMMA = 0.577_215_664_901_532_9

/** The ratios of the trials of which the best was taken. */
export interface SharpeTrials {
  readonly count: number
  /** Variance of the trials' ratios, a period. */
  readonly variance: number
}

/**
 * Probability that the true ratio exceeds `nullSharpe` as Bailey and López de Prado (2012) have it: the variance at the observed
 * ratio, and one period less.
 */
export function classicProbabilisticSharpe({ sharpe, periods, nullSharpe = 0, ...shape }: ObservedSharpe): number {
  return normalCdf((sharpe - nullSharpe) / Math.sqrt(sharpeVariance(sharpe, periods - 1, shape)))
}

/**
 * Expected maximum of `count` standard normal values, approximately (Bailey, López de Prado 2014). 0 for one. Throws RangeError
 * below one.
 */
export function expectedMaximum(count: number): number {
  if (!(count >= 1)) throw new RangeError(`the maximum of ${count} values; expected at least 1`)
  if (count === 1) return 0
  return (1 - EULER_GAMMA) * normalQuantile(1 - 1 / count) + EULER_GAMMA * normalQuantile(1 - 1 / (count * Math.E))
}

/** The ratio that the best of the trials is expected to reach without any edge. */
export function expectedMaxSharpe({ count, variance }: SharpeTrials): number {
  return Math.sqrt(variance) * expectedMaximum(count)
}

/** Probability that the true ratio exceeds what the best of the trials reaches by luck (Bailey, López de Prado 2014). */
export function deflatedSharpe(observed: Omit<ObservedSharpe, 'nullSharpe'>, trials: SharpeTrials): number {
  return classicProbabilisticSharpe({ ...observed, nullSharpe: expectedMaxSharpe(trials) })
}

/**
 * Number of periods from which on the ratio exceeds `nullSharpe` with this probability, with the variance at the observed ratio (Bailey,
 * López de Prado 2012); Infinity where it does not exceed it.
 */
export function classicMinTrackRecordLength({
  sharpe,
  nullSharpe = 0,
  probability = 0.95,
  ...shape
}: Omit<ObservedSharpe, 'periods'> & { readonly probability?: number }): number {
  if (!(sharpe > nullSharpe)) return Infinity
  return 1 + sharpeVariance(sharpe, 1, shape) * (normalQuantile(probability) / (sharpe - nullSharpe)) ** 2
}

/**
 * Years of a backtest below which the best of `trials` without any edge is expected to show an annual ratio of `annualSharpe` (Bailey
 * et al. 2014).
 */
export function minBacktestYears(trials: number, annualSharpe: number): number {
  return (expectedMaximum(trials) / annualSharpe) ** 2
}
