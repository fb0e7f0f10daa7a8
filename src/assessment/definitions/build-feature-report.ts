import { createRng } from '../../core/rng.js'
import { findDuplicateColumns } from '../../datasets/statistics/duplicate-columns.js'
import { clusterByCorrelation, type CorrelationClusters } from '../../datasets/statistics/correlation-clusters.js'
import { entropy, mutualInformation, type MutualInformation } from '../../datasets/statistics/mutual-information.js'
import { DRIFT_BINS, driftNumber, type Drift } from '../../datasets/statistics/population-stability.js'
import { countClasses } from '../../datasets/batch-sampler.js'
import type { AnalysedBase } from './analyse-columns.js'
import type { ColumnPart, ColumnReport, CorrelationReport, FeatureReport, TargetSummary } from './feature-report.js'
import type { ReportSet, RowsReport } from './report-rows.js'

/** Columns that correlate at least so strongly are in one cluster. */
const CLUSTER_THRESHOLD = 0.9
/** Shifts of the labels for the baseline: with none as good, the chance is one in a hundred. */
const SHIFTS = 99
const SHIFT_STREAM = 0x5a32

export interface FeatureReportInput {
  readonly definition: FeatureReport['definition']
  readonly target?: { readonly id: string; readonly classes: readonly string[] }
  readonly simulated: boolean
  readonly sets: readonly ReportSet[]
  readonly names: readonly string[]
  readonly rows: readonly RowsReport[]
  /** At least one. */
  readonly bases: readonly AnalysedBase[]
  readonly seed: number
  /** Called after each column; may wait, and may throw to stop. */
  readonly onColumn: () => Promise<void>
}

/** Puts together what was found of each base. */
export async function buildFeatureReport(input: FeatureReportInput): Promise<FeatureReport> {
  const { definition, simulated, sets, names, rows, bases, seed } = input
  const matrix = meanCorrelation(bases)
  const found = clusterByCorrelation(matrix, names.length, CLUSTER_THRESHOLD)
  const target = input.target && targetSummary(input.target, bases)
  return {
    format: 'followupward-features',
    version: 1,
    definition,
    ...(target ? { target } : {}),
    simulated,
    sets,
    bases: bases.map(({ base }) => base),
    rows,
    columns: columnReports(input, found, target ? await measureInformation(input, target) : []),
    correlation: correlationReport(matrix, names, found),
    sample: {
      set: bases[0]?.sample.set ?? 'all',
      rows: sumOf(bases, ({ sample }) => sample.rows),
      of: sumOf(bases, ({ sample }) => sample.of),
      seed,
      bins: DRIFT_BINS,
      shifts: SHIFTS,
    },
  }
}

/** Correlation inside each base, averaged by rows: a difference between bases correlates nothing. */
function meanCorrelation(bases: readonly AnalysedBase[]): Float64Array {
  const rows = sumOf(bases, ({ sample }) => sample.rows)
  const mean = new Float64Array(bases[0]?.sample.correlation.length ?? 0)
  for (const { sample } of bases) {
    sample.correlation.forEach((value, cell) => (mean[cell] = (mean[cell] ?? 0) + (value * sample.rows) / rows))
  }
  return mean
}

function targetSummary(
  { id, classes }: { readonly id: string; readonly classes: readonly string[] },
  bases: readonly AnalysedBase[],
): TargetSummary {
  const all = bases.map(({ sample }) => countClasses(sample.labels ?? new Uint8Array(), classes.length))
  const counts = classes.map((_, label) => sumOf(all, (one) => one[label] ?? 0))
  return { id, classes, counts, entropy: entropy(counts) }
}

async function measureInformation(
  { bases, names, seed, onColumn }: FeatureReportInput,
  { classes }: TargetSummary,
): Promise<MutualInformation[]> {
  const informations: MutualInformation[] = []
  for (const column of names.keys()) {
    const series = bases.flatMap(({ sample: { bins, labels } }) => {
      const columnBins = bins[column]
      return columnBins && labels ? [{ bins: columnBins, labels }] : []
    })
    // The same shifts for every column: their baselines differ by the columns alone.
    const rng = createRng(seed, SHIFT_STREAM)
    informations.push(mutualInformation(series, { bins: DRIFT_BINS + 1, classes: classes.length, shifts: SHIFTS, rng }))
    await onColumn()
  }
  return informations
}

function columnReports(
  { names, bases, sets }: FeatureReportInput,
  { clusters }: CorrelationClusters,
  informations: readonly MutualInformation[],
): ColumnReport[] {
  const twins = findDuplicateColumns(names.map((_, column) => bases.map(({ digests }) => digests[column] ?? '').join()))
  return names.map((name, column) => {
    const parts = bases.flatMap((base) => base.parts[column] ?? [])
    const rows = Math.max(
      1,
      sumOf(parts, ({ distribution }) => distribution.rows),
    )
    const twin = names[twins[column] ?? -1]
    const information = informations[column]
    const cluster = clusters.findIndex((members) => members.includes(column))
    return {
      name,
      constantIn: bases.filter((base) => isConstant(base.parts[column] ?? [])).map(({ base }) => base),
      ...(twin === undefined ? {} : { twin }),
      missing: sumOf(parts, ({ distribution }) => distribution.missing) / rows,
      infinite: sumOf(parts, ({ distribution }) => distribution.infinite) / rows,
      drift: Object.fromEntries(sets.flatMap((set) => largestDrift(parts, set))),
      ...(information ? { information } : {}),
      ...(cluster < 0 ? {} : { cluster }),
      parts,
    }
  })
}

/** A column of one value that is missing in some rows is not constant: where it is missing is information. */
function isConstant(parts: readonly ColumnPart[]): boolean {
  const first = parts[0]?.distribution.figures
  return parts.every(({ distribution: { figures, missing, infinite } }) => {
    const isOne = figures !== null && figures.min === first?.min && figures.max === first.min
    return isOne && missing + infinite === 0
  })
}

function largestDrift(parts: readonly ColumnPart[], set: ReportSet): [ReportSet, Drift][] {
  const drifts = parts.filter((part) => part.set === set).flatMap(({ drift }) => drift ?? [])
  const [largest] = drifts.toSorted((a, b) => driftNumber(b) - driftNumber(a))
  return largest === undefined ? [] : [[set, largest]]
}

function correlationReport(
  matrix: Float64Array,
  names: readonly string[],
  { clusters, order }: CorrelationClusters,
): CorrelationReport {
  const count = names.length
  return {
    method: 'spearman',
    linkage: 'complete',
    threshold: CLUSTER_THRESHOLD,
    clusters: clusters.map((members) => members.map((column) => names[column] ?? '')),
    order,
    matrix: names.map((_, row) =>
      Array.from(matrix.subarray(row * count, (row + 1) * count), (value) => Number(value.toFixed(4))),
    ),
  }
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0)
}
