import { setImmediate } from 'node:timers/promises'
import { analyseColumns, type AnalysedBase } from '../../assessment/definitions/analyse-columns.js'
import { buildFeatureReport } from '../../assessment/definitions/build-feature-report.js'
import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import { rowsReport, type ReportPart, type RowsReport } from '../../assessment/definitions/report-rows.js'
import { entryOf, type CatalogEntry } from '../../core/catalog.js'
import { Cancelled, UserError } from '../../core/errors.js'
import { float32ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import { defaultEmbargo, type RowReach } from '../../datasets/set-rows.js'
import { featureCatalog } from '../../features/catalog.js'
import { expandedColumns } from '../../features/expand-lags.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { featureSource } from '../../features/feature-source.js'
import { targetCatalog } from '../../targets/catalog.js'
import { targetSource } from '../../targets/target-source.js'
import type { Target } from '../../targets/target.js'
import type { Io } from '../io.js'
import { progressBars } from '../progress-bars.js'
import type { Workspace } from '../workspace.js'
import type { InspectOptions } from './inspect-options.js'
import { inspectedSets, type InspectedSets } from './inspect-sets.js'
import { inspectedBases, type InspectedBase } from './inspected-base.js'
import { atRuns, reportParts } from './report-parts.js'

/** Most rows, of all bases together, that are correlated and told beside labels, and most of their values. */
const SAMPLE_ROWS = 100_000
const SAMPLE_VALUES = 20_000_000
const SEED = 1

interface Definitions {
  readonly set: CatalogEntry<FeatureSet>
  readonly target: CatalogEntry<Target> | undefined
  readonly sets: InspectedSets
}

/** Everything that is reported about a feature set. `note` is told what a user should know. */
export async function reportFeatures(
  io: Io,
  workspace: Workspace,
  id: string,
  options: InspectOptions,
): Promise<FeatureReport> {
  const definitions = await definitionsOf(io, workspace, id, options)
  const { set, target, sets } = definitions
  const reach = {
    definition: set.value,
    history: Math.max(set.value.history, target?.value.history ?? 0),
    horizon: target?.value.horizon ?? 0,
  }
  const ranges = sets.named.flatMap(({ type }) => sets.sets[type])
  const bases = await inspectedBases(io, workspace, options, { reach, ranges })
  const names = expandedColumns(set.value).map(({ name }) => name)
  const task = progressBars(io).start(id, names.length * (bases.length + (target ? 1 : 0)), 'columns')
  let done = 0
  const onColumn = async (): Promise<void> => {
    task.update(++done)
    await setImmediate()
    if (io.signal.aborted) throw new Cancelled('nothing was reported')
  }
  try {
    const found: FoundBase[] = []
    const most = Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_VALUES / names.length))
    const analyse = { sampleRows: Math.ceil(most / bases.length), seed: SEED, onColumn }
    for (const read of bases) found.push(await analyseBase(await read(), definitions, analyse))
    return await buildFeatureReport({
      definition: { id, version: set.value.version, history: set.value.history },
      ...(target ? { target: { id: target.value.id, classes: target.value.classes } } : {}),
      simulated: found.some(({ simulated }) => simulated),
      sets: sets.named.map(({ name }) => name),
      names,
      rows: found.flatMap(({ rows }) => rows),
      bases: found.map(({ analysed }) => analysed),
      seed: SEED,
      onColumn,
    })
  } finally {
    task.end()
  }
}

async function definitionsOf(io: Io, workspace: Workspace, id: string, options: InspectOptions): Promise<Definitions> {
  const scope = { workspace: workspace.directory }
  const set = entryOf(await featureCatalog({ ...scope, id }), 'feature set', id)
  const wanted = options.target
  const target =
    wanted === undefined ? undefined : entryOf(await targetCatalog({ ...scope, id: wanted }), 'target', wanted)
  return { set, target, sets: await inspectedSets(io, workspace, options) }
}

interface FoundBase {
  readonly analysed: AnalysedBase
  readonly rows: readonly RowsReport[]
  readonly simulated: boolean
}

async function analyseBase(
  base: InspectedBase,
  { set, target, sets }: Definitions,
  options: Parameters<typeof analyseColumns>[1],
): Promise<FoundBase> {
  const { calendar } = base.candles.grid
  const features = await base.frame(await featureSource(set))
  const targets = target && (await base.frame(await targetSource(target)))
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
        return atRuns(float32ColumnOf(features, stored), first, rows.runs, new Float32Array(rows.rows))
      },
      ...(labels && targets
        ? {
            labels: ({ rows }: ReportPart) => atRuns(labels, targets.grid.first, rows.runs, new Uint8Array(rows.rows)),
          }
        : {}),
    },
    options,
  )
  if (!analysed) throw new UserError(`base ${base.base} has no rows of ${set.value.id}`)
  return { analysed, rows: parts.map((part) => rowsReport(part, calendar)), simulated: base.simulated }
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
