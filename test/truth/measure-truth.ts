/** The highest number of hits among `n` that a share `p` leaves likely: not exceeded with a probability of 95 % (binomial). */
export function binomialBound(n: number, p: number): number {
  let probability = (1 - p) ** n
  let sum = probability
  let hits = 0
  while (sum < 0.95 && hits < n) {
    probability *= ((n - hits) / (hits + 1)) * (p / (1 - p))
    hits++
    sum += probability
  }
  return hits
}

/**
 * Probability that values which are uniform between 0 and 1 lie as far from it as these (Kolmogorov, Smirnov; the limit with Stephens'
 * correction for few values).
 */
export function uniformPValue(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  const distance = sorted.reduce((most, value, i) => Math.max(most, (i + 1) / n - value, value - i / n), 0)
  const x = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance
  let sum = 0
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * x) ** 2)
  return Math.min(1, Math.max(0, x < 0.2 ? 1 : sum))
}
