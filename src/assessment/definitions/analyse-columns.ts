import { createRng } from '../../core/rng.js'
import { hashColumn } from '../../datasets/statistics/duplicate-columns.js'
import { describeDistribution, sortColumn, type SortedColumn } from '../../datasets/statistics/distribution.js'
import { sampleEvenly } from '../../datasets/statistics/sample-evenly.js'
import { histogram, countBins, assignBins, quantileBinEdges } from '../../datasets/statistics/bins.js'
import { DRIFT_BINS, measureDrift, populationStabilityIndex } from '../../datasets/statistics/population-stability.js'
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
  /** Most rows of this base that correlation and mutual information are computed from. */
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

/** The parts with rows, and the one of them whose rows are sampled. */
interface UsedParts {
  readonly all: readonly ReportPart[]
  readonly sampled: ReportPart
  /** Rows of `sampled`, ascending. */
  readonly rows: Int32Array
}

/** Looks at every column of a base; undefined where it has no row in any set. */
export async function analyseColumns(input: ColumnsInput, options: AnalyseOptions): Promise<AnalysedBase | undefined> {
  const used = usedParts(input, options)
  if (!used) return undefined
  const found: AnalysedColumn[] = []
  for (const column of input.names.keys()) {
    found.push(analyseColumn(input, column, used))
    await options.onColumn()
  }
  const { sampled, rows } = used
  const labels = input.labels?.(sampled)
  return {
    base: input.base,
    parts: found.map(({ parts }) => parts),
    digests: found.map(({ digest }) => digest),
    sample: {
      set: sampled.set,
      rows: rows.length,
      of: sampled.rows.rows,
      correlation: dotProducts(found.map(({ ranks }) => ranks)),
      bins: found.map(({ bins }) => bins),
      ...(labels ? { labels: Uint8Array.from(rows, (row) => labels[row] ?? 0) } : {}),
    },
  }
}

function usedParts({ parts }: ColumnsInput, { sampleRows, seed }: AnalyseOptions): UsedParts | undefined {
  const all = parts.filter(({ rows }) => rows.rows > 0)
  const sampled = all.find(({ set }) => set === 'training') ?? all[0]
  return sampled && { all, sampled, rows: sampleEvenly(sampled.rows.rows, sampleRows, createRng(seed, SAMPLE_STREAM)) }
}

interface AnalysedColumn {
  readonly parts: readonly ColumnPart[]
  readonly digest: string
  /** Centred ranks of the sample. */
  readonly ranks: Float32Array
  readonly bins: Uint8Array
}

function analyseColumn(input: ColumnsInput, column: number, { all, sampled, rows }: UsedParts): AnalysedColumn {
  const values = all.map((part) => input.values(column, part))
  const sorted = values.map(sortColumn)
  const place = all.indexOf(sampled)
  const sampledColumn = sorted[place] ?? sortColumn(new Float32Array())
  const sample = takeRows(values[place] ?? new Float32Array(), rows)
  return {
    parts: columnParts(all, sorted, sampledColumn),
    digest: values.map(hashColumn).join(),
    ranks: centredRanks(sample),
    bins: assignBins(sample, quantileBinEdges(sampledColumn.sorted, DRIFT_BINS)),
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
  reference: SortedColumn,
): ColumnPart[] {
  const training = sorted[used.findIndex(({ set }) => set === 'training')]?.sorted
  const borders = quantileBinEdges(training ?? new Float32Array(), DRIFT_BINS)
  const expected = training ? countBins(training, borders) : []
  const span = spanOf(reference.sorted)
  return used.map(({ base, set }, i) => {
    const column = sorted[i] ?? sortColumn(new Float32Array())
    const index = (): number => populationStabilityIndex(expected, countBins(column.sorted, borders))
    const drift = measureDrift(training ?? new Float32Array(), column.sorted, index)
    return {
      base,
      set,
      distribution: describeDistribution(column),
      ...(training && set !== 'training' && !Number.isNaN(drift) ? { drift } : {}),
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
