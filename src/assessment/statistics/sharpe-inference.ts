import { normalCdf, normalQuantile } from './normal.js'
import { maximumMoments } from './normal-maximum.js'

/** What the distribution of a Sharpe ratio depends on beside the ratio and the number of periods. */
export interface ReturnShape {
  /** Third standardised moment; default 0. */
  readonly skewness?: number
  /** Fourth standardised moment, 3 for normal returns; default 3. */
  readonly kurtosis?: number
  /** Correlation of each return with the one before it, as of an AR(1) process; default 0. */
  readonly autocorrelation?: number
  /** Effective number of trials of which the best is looked at; default 1. */
  readonly trials?: number
}

/** A Sharpe ratio a period as it was observed over a number of periods. */
export interface ObservedSharpe extends ReturnShape {
  readonly sharpe: number
  readonly periods: number
  /** The ratio a period that is claimed to be exceeded; default 0. */
  readonly nullSharpe?: number
}

/**
 * Variance of an estimated Sharpe ratio whose true value is `sharpe`, all ratios a period, not a year: López de Prado, Lipton,
 * Zoonekynd (2025), SSRN 5520741. Throws RangeError for an autocorrelation of 1 or more, or no period.
 */
export function sharpeVariance(sharpe: number, periods: number, shape: ReturnShape = {}): number {
  const { skewness = 0, kurtosis = 3, autocorrelation = 0, trials = 1 } = shape
  if (!(Math.abs(autocorrelation) < 1))
    throw new RangeError(`an autocorrelation of ${autocorrelation}; expected one between -1 and 1`)
  if (!(periods > 0)) throw new RangeError(`a Sharpe ratio of ${periods} periods; expected at least one`)
  const first = autocorrelation / (1 - autocorrelation)
  const second = autocorrelation ** 2 / (1 - autocorrelation ** 2)
  const spread =
    1 + 2 * first - (1 + first + second) * skewness * sharpe + ((1 + 2 * second) * (kurtosis - 1) * sharpe ** 2) / 4
  return (spread / periods) * maximumMoments(trials).variance
}

/** Probability that the true ratio exceeds `nullSharpe`; the variance is taken under the null, not at the observed ratio. */
export function probabilisticSharpe({ sharpe, periods, nullSharpe = 0, ...shape }: ObservedSharpe): number {
  return normalCdf((sharpe - nullSharpe) / Math.sqrt(sharpeVariance(nullSharpe, periods, shape)))
}

/** A test of a Sharpe ratio: how long it looks, and how often it may claim an edge where the null is true. */
export interface SharpeTest extends ReturnShape {
  readonly periods: number
  /** Default 0. */
  readonly nullSharpe?: number
  /** Share of false claims that is accepted; default 0.05. */
  readonly alpha?: number
}

/** The observed ratio above which the null is rejected. */
export function criticalSharpe({ periods, nullSharpe = 0, alpha = 0.05, ...shape }: SharpeTest): number {
  return nullSharpe + normalQuantile(1 - alpha) * Math.sqrt(sharpeVariance(nullSharpe, periods, shape))
}

/** Probability that the test finds a true ratio of `sharpe`; 1 less this is its beta. */
export function sharpePower(sharpe: number, test: SharpeTest): number {
  const variance = sharpeVariance(sharpe, test.periods, test)
  return 1 - normalCdf((criticalSharpe(test) - sharpe) / Math.sqrt(variance))
}

/** Number of periods after which a ratio of this size would reject the null; Infinity where it does not exceed it. */
export function minTrackRecordLength({
  sharpe,
  nullSharpe = 0,
  alpha = 0.05,
  ...shape
}: Omit<ObservedSharpe, 'periods'> & Pick<SharpeTest, 'alpha'>): number {
  if (!(sharpe > nullSharpe)) return Infinity
  return sharpeVariance(nullSharpe, 1, shape) * (normalQuantile(1 - alpha) / (sharpe - nullSharpe)) ** 2
}

/** Share of false claims among the claims of a test, where a share `prior` of all that is tested has an edge. */
export function plannedFalseDiscoveryRate(prior: number, alpha: number, beta: number): number {
  return 1 / (1 + ((1 - beta) * prior) / (alpha * (1 - prior)))
}

/**
 * Probability that the observed ratio comes from the null, not from the alternative `edgeSharpe`, of which a share `prior` of all
 * that is tested is.
 */
export function observedFalseDiscoveryRate(
  observed: ObservedSharpe,
  { edgeSharpe, prior }: { readonly edgeSharpe: number; readonly prior: number },
): number {
  const underNull = 1 - probabilisticSharpe(observed)
  const underEdge = 1 - probabilisticSharpe({ ...observed, nullSharpe: edgeSharpe })
  return (underNull * (1 - prior)) / (underNull * (1 - prior) + underEdge * prior)
}
