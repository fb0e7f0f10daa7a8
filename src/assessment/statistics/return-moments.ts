/** What Sharpe inference needs to know of returns by period. */
export interface ReturnMoments {
  readonly periods: number
  readonly mean: number
  /** Of a sample: over one period less. */
  readonly deviation: number
  /** Mean over deviation, a period; 0 where nothing varies. */
  readonly sharpe: number
  /** Third and fourth standardised moment (of the population, the fourth not in excess of 3); 0 and 3 where nothing varies. */
  readonly skewness: number
  readonly kurtosis: number
  /** Correlation of each return with the one before it; 0 where nothing varies. */
  readonly autocorrelation: number
}

/** Moments of returns. Throws RangeError below two of them. */
export function returnMoments(returns: Float64Array): ReturnMoments {
  const periods = returns.length
  if (periods < 2) throw new RangeError(`moments of ${periods} returns; expected at least two`)
  const mean = returns.reduce((sum, value) => sum + value, 0) / periods
  const power = (exponent: number): number => returns.reduce((sum, value) => sum + (value - mean) ** exponent, 0)
  const squares = power(2)
  const variance = squares / periods
  const deviation = Math.sqrt(squares / (periods - 1))
  if (!(squares > 0)) return { periods, mean, deviation: 0, sharpe: 0, skewness: 0, kurtosis: 3, autocorrelation: 0 }
  let product = 0
  for (let i = 1; i < periods; i++) product += ((returns[i] ?? 0) - mean) * ((returns[i - 1] ?? 0) - mean)
  return {
    periods,
    mean,
    deviation,
    sharpe: mean / deviation,
    skewness: power(3) / periods / variance ** 1.5,
    kurtosis: power(4) / periods / variance ** 2,
    autocorrelation: product / squares,
  }
}
