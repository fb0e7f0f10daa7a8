import { rngOf } from '../../core/rng.js'
import { columnDigest } from '../../datasets/statistics/column-digest.js'
import { distributionOf, sortedColumn, type SortedColumn } from '../../datasets/statistics/distribution.js'
import { evenSample } from '../../datasets/statistics/even-sample.js'
import { histogram } from '../../datasets/statistics/histogram.js'
import { DRIFT_BINS, populationStability } from '../../datasets/statistics/population-stability.js'
import { binCounts, binsOf, quantileBorders } from '../../datasets/statistics/quantile-bins.js'
import { centredRanks, dotProducts } from '../../datasets/statistics/rank-correlation.js'
import type { ColumnPart } from './feature-report.js'
import type { ReportPart, ReportSet } from './report-rows.js'

const HISTOGRAM_BINS = 40
const SAMPLE_STREAM = 0x5a31

/** One base's columns, one at a time, so that only one has to be in memory. */
export interface ColumnsInput {
  readonly base: string
  readonly names: readonly string[]
  readonly parts: readonly ReportPart[]
  /** All rows of a column in a part. */
  values(column: number, part: ReportPart): Float32Array
  /** The labels of those rows, where there is a target. */
  labels?(part: ReportPart): Uint8Array
}

export interface AnalyseOptions {
  /** Most rows of this base that are correlated and told beside labels. */
  readonly sampleRows: number
  readonly seed: number
  /** Called after each column; may wait, and may throw to stop. */
  readonly onColumn: () => Promise<void>
}

/** All that a report needs of one base. */
export interface AnalysedBase {
  readonly base: string
  /** By column, one for each part with rows. */
  readonly parts: readonly (readonly ColumnPart[])[]
  /** By column: equal where all values are. */
  readonly digests: readonly string[]
  readonly sample: BaseSample
}

export interface BaseSample {
  readonly set: ReportSet
  readonly rows: number
  readonly of: number
  /** Spearman's correlation of all pairs of columns, row-major. */
  readonly correlation: Float64Array
  /** By column, in the order of time: bins by quantiles of all rows of the part that is sampled. */
  readonly bins: readonly Uint8Array[]
  readonly labels?: Uint8Array
}

/** Looks at every column of a base; undefined where it has no row in any set. */
export async function analyseColumns(input: ColumnsInput, options: AnalyseOptions): Promise<AnalysedBase | undefined> {
  const used = input.parts.filter(({ rows }) => rows.rows > 0)
  const reference = used.find(({ set }) => set === 'training') ?? used[0]
  if (!reference) return undefined
  const chosen = evenSample(reference.rows.rows, options.sampleRows, rngOf(options.seed, SAMPLE_STREAM))
  const parts: ColumnPart[][] = []
  const digests: string[] = []
  const ranks: Float32Array[] = []
  const bins: Uint8Array[] = []
  for (const column of input.names.keys()) {
    const values = used.map((part) => input.values(column, part))
    const sorted = values.map(sortedColumn)
    const place = used.indexOf(reference)
    const sample = takeRows(values[place] ?? new Float32Array(), chosen)
    parts.push(columnParts(used, sorted, sorted[place]))
    digests.push(values.map(columnDigest).join())
    ranks.push(centredRanks(sample))
    bins.push(binsOf(sample, quantileBorders(sorted[place]?.sorted ?? new Float32Array(), DRIFT_BINS)))
    await options.onColumn()
  }
  const labels = input.labels?.(reference)
  return {
    base: input.base,
    parts,
    digests,
    sample: {
      set: reference.set,
      rows: chosen.length,
      of: reference.rows.rows,
      correlation: dotProducts(ranks),
      bins,
      ...(labels ? { labels: Uint8Array.from(chosen, (row) => labels[row] ?? 0) } : {}),
    },
  }
}

function takeRows(values: Float32Array, rows: Int32Array): Float32Array {
  if (rows.length === values.length) return values
  const taken = new Float32Array(rows.length)
  rows.forEach((row, i) => {
    taken[i] = values[row] ?? Number.NaN
  })
  return taken
}

function columnParts(
  used: readonly ReportPart[],
  sorted: readonly SortedColumn[],
  reference: SortedColumn | undefined,
): ColumnPart[] {
  const training = sorted[used.findIndex(({ set }) => set === 'training')]?.sorted
  const borders = quantileBorders(training ?? new Float32Array(), DRIFT_BINS)
  const expected = training ? binCounts(training, borders) : []
  const span = spanOf(reference?.sorted ?? new Float32Array())
  return used.map(({ base, set }, i) => {
    const column = sorted[i] ?? sortedColumn(new Float32Array())
    const drift = populationStability(expected, binCounts(column.sorted, borders))
    return {
      base,
      set,
      distribution: distributionOf(column),
      ...(training && set !== 'training' && Number.isFinite(drift) ? { drift } : {}),
      histogram: histogram(column.sorted, ...span, HISTOGRAM_BINS),
      span,
    }
  })
}

/** From the half to the 99.5 % quantile, so that single values far out do not press all others into one bin. */
function spanOf(sorted: Float32Array): [number, number] {
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [low, high] = [at(0.005), at(0.995)]
  const margin = high > low ? 0 : Math.max(1e-6, 0.01 * Math.abs(low))
  return [low - margin, high + margin]
}
