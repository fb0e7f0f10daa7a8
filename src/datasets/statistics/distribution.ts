import { moments } from './moments.js'
import { quantile } from './quantile.js'

/** Shares of the quantiles that a distribution is described by. */
export const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const

/** The finite values of a column in ascending order, and what else was in it. */
export interface SortedColumn {
  readonly sorted: Float32Array
  readonly rows: number
  /** Rows that are NaN: missing values. */
  readonly missing: number
  readonly infinite: number
}

/** How the values of a column lie. The figures are of the finite values; null where there is none. */
export interface Distribution {
  readonly rows: number
  readonly missing: number
  readonly infinite: number
  readonly figures: DistributionFigures | null
}

export interface DistributionFigures {
  readonly mean: number
  /** The standard deviation of the population, as a standard scaler has it. */
  readonly std: number
  readonly min: number
  readonly max: number
  /** One for each of `QUANTILES`, interpolated between the two nearest values. */
  readonly quantiles: readonly number[]
}

/** Sorts the finite values; `values` is left as it is. */
export function sortColumn(values: Float32Array): SortedColumn {
  const rows = values.length
  let finite = 0
  let missing = 0
  const sorted = new Float32Array(rows)
  for (const value of values) {
    if (Number.isFinite(value)) sorted[finite++] = value
    else if (Number.isNaN(value)) missing++
  }
  return { sorted: sorted.subarray(0, finite).sort(), rows, missing, infinite: rows - finite - missing }
}

export function describeDistribution({ sorted, rows, missing, infinite }: SortedColumn): Distribution {
  return { rows, missing, infinite, figures: sorted.length > 0 ? figuresOf(sorted) : null }
}

function figuresOf(sorted: Float32Array): DistributionFigures {
  const { mean, variance } = moments(sorted)
  const [min, max] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
  return {
    mean,
    std: min === max ? 0 : Math.sqrt(variance),
    min,
    max,
    quantiles: QUANTILES.map((share) => quantile(sorted, share)),
  }
}
