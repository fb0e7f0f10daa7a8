/** Where the sums of `normalCdf` change from a power series to a continued fraction, which converges fast beyond it. */
const TAIL = 3

/** Density of the standard normal distribution. */
export function normalPdf(x: number): number {
  return Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/**
 * Share of the standard normal distribution at or below `x`: near the middle 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …) (Marsaglia 2004), in
 * the tails Laplace's continued fraction φ(x)/(x + 1/(x + 2/(x + …))). Relative error below 1e-13, in the lower tail too.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x < -TAIL) return upperTail(-x)
  if (x > TAIL) return 1 - upperTail(x)
  let term = x
  let sum = x
  for (let odd = 3; Math.abs(term) > 1e-18; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + normalPdf(x) * sum
}

/** The continued fraction, from the inside out. */
function upperTail(x: number): number {
  if (x === Infinity) return 0
  let denominator = x
  for (let level = 200; level >= 1; level--) denominator = x + level / denominator
  return normalPdf(x) / denominator
}

/**
 * The standard normal quantile: -Infinity for 0, Infinity for 1, NaN outside 0 … 1. Begins with Abramowitz and Stegun's 26.2.23
 * and improves it by Halley's steps on `normalCdf`. Relative error below 1e-12.
 */
export function normalQuantile(share: number): number {
  if (!(share >= 0 && share <= 1)) return Number.NaN
  if (share === 0 || share === 1) return share === 0 ? -Infinity : Infinity
  if (share > 0.5) return -lowerQuantile(1 - share)
  return lowerQuantile(share)
}

function lowerQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(share))
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328)
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  let x = numerator / denominator - t
  for (let step = 0; step < 4; step++) {
    const error = (normalCdf(x) - share) / normalPdf(x)
    if (!Number.isFinite(error)) break
    x -= error / (1 + (x * error) / 2)
  }
  return x
}
