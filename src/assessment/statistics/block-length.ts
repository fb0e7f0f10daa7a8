/** Expected lengths of blocks, in periods, not rounded. */
export interface BlockLengths {
  /** For the stationary bootstrap, whose blocks are of random length. */
  readonly stationary: number
  /** For the circular bootstrap, whose blocks are all equally long. */
  readonly circular: number
}

/** Autocorrelations that must be insignificant in a row before the later ones are taken as none. */
const INSIGNIFICANT = 5

/**
 * Length of blocks that best estimates the variance of the mean: Politis and White (2004) with the correction of Patton, Politis and
 * White (2009), from a flat-top estimate of the autocovariances. 1 where nothing varies. Throws RangeError below 8 values.
 */
export function optimalBlockLength(values: Float64Array): BlockLengths {
  const { length } = values
  if (length < 8) throw new RangeError(`a block length from ${length} values; expected at least 8`)
  const longest = Math.ceil(Math.min(3 * Math.sqrt(length), length / 3))
  const { covariances, lags } = significantCovariances(values)
  const first = covariances[0] ?? 0
  if (first === 0) return { stationary: 1, circular: 1 }
  let slope = 0
  let spectrum = first
  for (let lag = 1; lag <= lags; lag++) {
    const window = lag / lags <= 1 / 2 ? 1 : 2 * (1 - lag / lags)
    slope += 2 * window * lag * (covariances[lag] ?? 0)
    spectrum += 2 * window * (covariances[lag] ?? 0)
  }
  const lengthFor = (factor: number): number =>
    Math.min(longest, Math.cbrt(((2 * slope ** 2) / (factor * spectrum ** 2)) * length))
  return { stationary: lengthFor(2), circular: lengthFor(4 / 3) }
}

/** Autocovariances, and how many lags of them count: twice as many as are significant. */
function significantCovariances(values: Float64Array): { covariances: Float64Array; lags: number } {
  const { length } = values
  const mean = values.reduce((sum, value) => sum + value, 0) / length
  const centred = values.map((value) => value - mean)
  const bound = 2 * Math.sqrt(Math.log10(length) / length)
  const last = Math.min(Math.ceil(Math.sqrt(length)) + INSIGNIFICANT, length - 2)
  const covariances = new Float64Array(last + 1)
  let significant: number | undefined
  let run = 0
  for (let lag = 0; lag <= last; lag++) {
    if (run >= INSIGNIFICANT) significant ??= lag - INSIGNIFICANT
    const product = lagProduct(centred, lag)
    covariances[lag] = product / length
    run = Math.abs(product) / Math.sqrt(lagScale(centred, lag)) < bound ? run + 1 : 0
  }
  return { covariances, lags: significant === undefined ? last : Math.min(2 * Math.max(significant, 1), last) }
}

function lagProduct(centred: Float64Array, lag: number): number {
  let sum = 0
  for (let i = lag; i < centred.length; i++) sum += (centred[i] ?? 0) * (centred[i - lag] ?? 0)
  return sum
}

/** The product of the sums of squares without the first and without the last values, one more of them than the lag. */
function lagScale(centred: Float64Array, lag: number): number {
  return sumOfSquares(centred.subarray(lag + 1)) * sumOfSquares(centred.subarray(0, centred.length - lag - 1))
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}

/**
 * The block length for days of several bases that are drawn together: the longest that any of them needs, and at least `minDays`, the
 * longest time that a position was held, so that trades stay whole in a block.
 */
export function commonBlockLength(bases: readonly Float64Array[], minDays: number): number {
  const lengths = bases.map((returns) => optimalBlockLength(returns).stationary)
  return Math.max(1, minDays, ...lengths)
}
