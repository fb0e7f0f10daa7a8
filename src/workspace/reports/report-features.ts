import { setImmediate } from 'node:timers/promises'
import { analyseColumns, type AnalyseOptions, type AnalysedBase } from '../../assessment/definitions/analyse-columns.js'
import { buildFeatureReport, type FeatureReportInput } from '../../assessment/definitions/build-feature-report.js'
import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import { describeRows, type ReportPart, type RowsReport } from '../../assessment/definitions/report-rows.js'
import { entryOf, type CatalogEntry } from '../../definitions/catalog.js'
import { CancelledError, UserError } from '../../core/errors.js'
import { float32ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import { defaultEmbargo, type RowReach } from '../../datasets/set-rows.js'
import { featureCatalog, featureRequest } from '../../features/catalog.js'
import { expandedColumns } from '../../features/expand-lags.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { targetCatalog, targetRequest } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'
import type { Io } from '../../cli/io.js'
import { progressBars } from '../../cli/progress-bars.js'
import type { Workspace } from '../workspace.js'
import type { InspectOptions } from '../../cli/inspect/inspect-options.js'
import { resolveReportSplit, type ReportSplit } from './report-split.js'
import { openReportBases, type ReportBase, type NeededCandlesOfReport } from './report-base.js'
import { gatherRuns, reportParts } from './report-parts.js'

/** Most rows, of all bases together, that are correlated and told beside labels, and most of their values. */
const SAMPLE_ROWS = 100_000
const SAMPLE_VALUES = 20_000_000
const SEED = 1

interface Definitions {
  readonly set: CatalogEntry<FeatureSet>
  readonly target: CatalogEntry<Target> | undefined
  readonly sets: ReportSplit
}

/** Everything that is reported about a feature set. */
export async function reportFeatures(
  io: Io,
  workspace: Workspace,
  id: string,
  options: InspectOptions,
): Promise<FeatureReport> {
  const definitions = await definitionsOf(io, workspace, id, options)
  const bases = await openReportBases(io, workspace, options, wantedCandles(definitions))
  const names = expandedColumns(definitions.set.value).map(({ name }) => name)
  const columns = columnProgress(io, id, names.length * (bases.length + (definitions.target ? 1 : 0)))
  try {
    const found: FoundBase[] = []
    const most = Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_VALUES / names.length))
    const analyse = { sampleRows: Math.ceil(most / bases.length), seed: SEED, onColumn: columns.onColumn }
    for (const read of bases) found.push(await analyseBase(await read(), definitions, analyse))
    return await buildFeatureReport({ ...reportInput(definitions, names, found), onColumn: columns.onColumn })
  } finally {
    columns.end()
  }
}

function wantedCandles({ set, target, sets }: Definitions): NeededCandlesOfReport {
  return {
    reach: {
      definition: set.value,
      history: Math.max(set.value.history, target?.value.history ?? 0),
      horizon: target?.value.horizon ?? 0,
    },
    ranges: sets.named.flatMap(({ type }) => sets.sets[type]),
  }
}

/** Shows how many columns are done, and lets Ctrl-C be noticed between two of them. */
function columnProgress(io: Io, id: string, total: number): { onColumn: () => Promise<void>; end: () => void } {
  const task = progressBars(io).start(id, total, 'columns')
  let done = 0
  const onColumn = async (): Promise<void> => {
    task.update(++done)
    await setImmediate()
    if (io.signal.aborted) throw new CancelledError('nothing was reported')
  }
  return { onColumn, end: () => task.end() }
}

function reportInput(
  { set, target, sets }: Definitions,
  names: readonly string[],
  found: readonly FoundBase[],
): Omit<FeatureReportInput, 'onColumn'> {
  const { id, version, history } = set.value
  return {
    definition: { id, version, history },
    ...(target ? { target: { id: target.value.id, classes: target.value.classes } } : {}),
    simulated: found.some(({ simulated }) => simulated),
    sets: sets.named.map(({ name }) => name),
    names,
    rows: found.flatMap(({ rows }) => rows),
    bases: found.map(({ analysed }) => analysed),
    seed: SEED,
  }
}

async function definitionsOf(io: Io, workspace: Workspace, id: string, options: InspectOptions): Promise<Definitions> {
  const scope = { workspace: workspace.directory }
  const set = entryOf(await featureCatalog({ ...scope, id }), 'feature set', id)
  const wanted = options.target
  const target =
    wanted === undefined ? undefined : entryOf(await targetCatalog({ ...scope, id: wanted }), 'target', wanted)
  return { set, target, sets: await resolveReportSplit(io, workspace, options) }
}

interface FoundBase {
  readonly analysed: AnalysedBase
  readonly rows: readonly RowsReport[]
  readonly simulated: boolean
}

async function analyseBase(
  base: ReportBase,
  { set, target, sets }: Definitions,
  options: AnalyseOptions,
): Promise<FoundBase> {
  const { calendar } = base.candles.grid
  const features = await base.frame(await featureRequest(set))
  const targets = target && (await base.frame(await targetRequest(target)))
  const labels = targets && uint8ColumnOf(targets, 'target')
  const parts = reportParts(set.value.id, base, sets, reachOf(set.value, target?.value, calendar.interval))
  const columns = expandedColumns(set.value)
  const analysed = await analyseColumns(
    {
      base: base.base,
      names: columns.map(({ name }) => name),
      parts,
      values: (index, { rows }) => {
        const { stored, offset } = columns[index] ?? { stored: '', offset: 0 }
        const first = features.grid.first + offset
        return gatherRuns(float32ColumnOf(features, stored), first, rows.runs, new Float32Array(rows.rows))
      },
      ...(labels && targets
        ? {
            labels: ({ rows }: ReportPart) =>
              gatherRuns(labels, targets.grid.first, rows.runs, new Uint8Array(rows.rows)),
          }
        : {}),
    },
    options,
  )
  if (!analysed) throw new UserError(`base ${base.base} has no rows of ${set.value.id}`)
  return { analysed, rows: parts.map((part) => describeRows(part, calendar)), simulated: base.simulated }
}

/** Without a target no label reaches over a border: nothing is purged, and no embargo is needed. */
function reachOf(set: FeatureSet, target: Target | undefined, interval: number): RowReach {
  return {
    featureHistory: set.history,
    labelHistory: target?.history ?? 0,
    labelHorizon: target?.horizon ?? 0,
    embargo: target ? defaultEmbargo(target.horizon, interval) : 0,
  }
}
