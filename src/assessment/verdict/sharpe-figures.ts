import { deflatedSharpe } from '../statistics/deflated-sharpe.js'
import { maximumMoments } from '../statistics/normal-maximum.js'
import { returnMoments } from '../statistics/return-moments.js'
import {
  criticalSharpe,
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  probabilisticSharpe,
  sharpePower,
  sharpeVariance,
} from '../statistics/sharpe-inference.js'
import type { TrialCount } from './count-trials.js'
import type { SharpeFigures } from './verdict.js'

/** Share of false claims that is accepted. */
export const ALPHA = 0.05
/** Of all that is tried one in twenty has an edge, with an annual ratio of 2: assumptions of the false discovery rates. */
const ASSUMED = { prior: 0.05, annualRatio: 2 } as const
const YEAR = Math.sqrt(365)

/**
 * The inference on the Sharpe ratio of daily returns. What the best of K trials reaches by luck is the expected maximum of K times
 * the deviation of the trials' ratios, or of one ratio under the null where that is more. Throws RangeError below two days.
 */
export function sharpeFigures(returns: Float64Array, trials: TrialCount): SharpeFigures {
  const { sharpe, periods, skewness, kurtosis, autocorrelation } = returnMoments(returns)
  const shape = { skewness, kurtosis, autocorrelation }
  const ofBest = { ...shape, trials: trials.effective }
  const deviation = Math.max(trials.deviation, Math.sqrt(sharpeVariance(0, periods, shape)))
  const nullSharpe = maximumMoments(trials.effective).mean * deviation
  const observed = { ...ofBest, sharpe, periods, nullSharpe }
  const test = { ...ofBest, periods, nullSharpe, alpha: ALPHA }
  const edgeSharpe = ASSUMED.annualRatio / YEAR
  const power = (ratio: number): number => sharpePower(ratio, test)
  return {
    ratio: sharpe,
    annualRatio: sharpe * YEAR,
    skewness,
    kurtosis,
    autocorrelation,
    nullRatio: nullSharpe,
    criticalRatio: finite(criticalSharpe(test)),
    probability: finite(probabilisticSharpe(observed)),
    probabilityAboveZero: finite(probabilisticSharpe({ ...shape, sharpe, periods })),
    power: finite(power(sharpe)),
    assumed: ASSUMED,
    plannedFalseDiscoveryRate: finite(plannedFalseDiscoveryRate(ASSUMED.prior, ALPHA, 1 - power(edgeSharpe))),
    observedFalseDiscoveryRate: finite(observedFalseDiscoveryRate(observed, { edgeSharpe, prior: ASSUMED.prior })),
    deflated: finite(
      deflatedSharpe(
        { ...shape, sharpe, periods },
        { count: Math.max(1, trials.raw), variance: trials.deviation ** 2 },
      ),
    ),
  }
}

/** The value, or null where it cannot be computed. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
