/** Prices whose decimals are counted. */
const SAMPLE_SIZE = 1000

/** The fewest digits after the point, at most 8, that write the last thousand prices exactly; NaN is skipped. */
export function countPriceDecimals(prices: Float64Array): number {
  const sample = prices.subarray(-SAMPLE_SIZE).filter((price) => !Number.isNaN(price))
  const fits = (digits: number): boolean =>
    sample.every((price) => Math.abs(Number(price.toFixed(digits)) - price) < 1e-12 * price)
  return [0, 1, 2, 3, 4, 5, 6, 7].find(fits) ?? 8
}
