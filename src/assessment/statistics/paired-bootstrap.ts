import { bootstrap, meanOfDays, percentileInterval, type BootstrapOptions, type Interval } from './block-bootstrap.js'

/** How much better one of two is than the other over the same days. */
export interface PairedComparison {
  /** Mean of the first less the second, a day. */
  readonly difference: number
  readonly interval: Interval
  /** Share of draws, centred on no difference, that differ at least as much either way: (1 + b) / (1 + draws). */
  readonly pValue: number
}

/**
 * Compares the daily returns of two over the same days, redrawn together in blocks, so that what moves both does not count. Throws
 * RangeError where they are not equally long.
 */
export function comparePaired(
  first: Float64Array,
  second: Float64Array,
  options: BootstrapOptions & { readonly confidence?: number },
): PairedComparison {
  if (first.length !== second.length)
    throw new RangeError(`${first.length} days against ${second.length}; a paired comparison needs the same days`)
  const differences = first.map((value, day) => value - (second[day] ?? 0))
  const all = Int32Array.from(differences, (_, day) => day)
  const difference = meanOfDays(differences, all)
  const draws = bootstrap(differences.length, (days) => meanOfDays(differences, days), options)
  const extreme = draws.reduce((count, draw) => count + Number(Math.abs(draw - difference) >= Math.abs(difference)), 0)
  return {
    difference,
    interval: percentileInterval(draws, options.confidence),
    pValue: (1 + extreme) / (1 + draws.length),
  }
}

/**
 * p-values of several comparisons, raised so that a false claim among all of them is as rare as one of a single one (Holm 1979); in the order
 * given.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0))
  const adjusted = pValues.map(() => 0)
  let largest = 0
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 0)))
    adjusted[index] = largest
  })
  return adjusted
}
