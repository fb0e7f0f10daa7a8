/** How a figure stands among those of all bases. */
export type FigureLevel = 'highest' | 'high' | 'low' | 'lowest'

/** Quantiles at which levels begin, from either end. */
const QUANTILES = { outer: 0.1, inner: 0.25 }
/** Fewer bases than this have no levels: each would be an extreme. */
const MIN_BASES = 4

/**
 * The level of each value among all of them, by quantiles: the upper and the lower tenth, and the quarters beyond; undefined
 * between, where a value is missing, and where all values are the same.
 */
export function figureLevels(values: readonly (number | null | undefined)[]): (FigureLevel | undefined)[] {
  const sorted = values.filter((value) => value !== null && value !== undefined).sort((a, b) => a - b)
  if (sorted.length < MIN_BASES || sorted[0] === sorted.at(-1)) return values.map(() => undefined)
  const limits = {
    lowest: quantileOf(sorted, QUANTILES.outer),
    low: quantileOf(sorted, QUANTILES.inner),
    high: quantileOf(sorted, 1 - QUANTILES.inner),
    highest: quantileOf(sorted, 1 - QUANTILES.outer),
  }
  return values.map((value) => {
    if (value === null || value === undefined) return undefined
    if (value >= limits.high) return value >= limits.highest ? 'highest' : 'high'
    if (value <= limits.low) return value <= limits.lowest ? 'lowest' : 'low'
    return undefined
  })
}

/** Between the two values next to it, by the distance from each. */
function quantileOf(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const [low = 0, high = low] = sorted.slice(below, below + 2)
  return low + (high - low) * (place - below)
}
