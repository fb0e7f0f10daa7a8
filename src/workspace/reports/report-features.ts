import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
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

import { parseRequest } from '../../config/resolve-request.js'
import type { WorkspaceContext } from '../context.js'
import { openDataSources } from '../rows/data-sources.js'
import { leaveOutSealed } from './leave-out-sealed.js'
import { openReportBases, type CandleNeed, type ReportBase } from './report-base.js'
import { gatherRuns, resolveReportSplit, selectReportParts, type ReportSplit } from './report-split.js'
import { reportFeaturesSchema, type ReportFeaturesRequest } from './request.js'

/** At most so many rows, of all bases together, that are correlated and compared with labels, and so many of their values. */
const SAMPLE_ROWS = 100_000
const SAMPLE_VALUES = 20_000_000
const SEED = 1

interface Definitions {
  readonly set: CatalogEntry<FeatureSet>
  readonly target: CatalogEntry<Target> | undefined
  readonly split: ReportSplit
}

/**
 * Reports how the columns of a feature set lie, drift and correlate, and what they tell of a target where one is named. Throws
 * UserError where there are no such definitions, or no rows of them.
 */
export async function reportFeatures(
  request: ReportFeaturesRequest,
  context: WorkspaceContext,
): Promise<FeatureReport> {
  const parsed = parseRequest(reportFeaturesSchema, request)
  const { directory } = context.workspace
  const found = await findDefinitions(parsed, directory)
  const sources = openDataSources(context)
  try {
    const split = await leaveOutSealed(found.split, parsed, `feature set ${found.set.value.id}`, {
      context,
      candles: sources.candles,
    })
    const definitions = { ...found, split }
    const bases = await openReportBases(parsed, directory, sources, candleNeed(definitions))
    return await reportBases(definitions, bases, context)
  } finally {
    await sources.stopThreads()
  }
}

async function reportBases(
  definitions: Definitions,
  bases: readonly (() => Promise<ReportBase>)[],
  context: WorkspaceContext,
): Promise<FeatureReport> {
  const { set, target } = definitions
  const names = expandedColumns(set.value).map(({ name }) => name)
  const columns = columnProgress(context, set.value.id, names.length * (bases.length + (target ? 1 : 0)))
  try {
    const max = Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_VALUES / names.length))
    const options = { sampleRows: Math.ceil(max / bases.length), seed: SEED, onColumn: columns.onColumn }
    const analysed: AnalysedReportBase[] = []
    for (const read of bases) analysed.push(await analyseBase(await read(), definitions, options))
    return await buildFeatureReport({ ...reportInput(definitions, names, analysed), onColumn: columns.onColumn })
  } finally {
    columns.end()
  }
}

function candleNeed({ set, target, split }: Definitions): CandleNeed {
  return {
    reach: {
      history: Math.max(set.value.history, target?.value.history ?? 0),
      horizon: target?.value.horizon ?? 0,
    },
    definitions: { features: set.value, target: target?.value },
    ranges: split.named.flatMap(({ type }) => split.sets[type]),
  }
}

/** Shows how many columns are done, and lets the signal be noticed between two of them. */
function columnProgress(
  { progress, signal }: WorkspaceContext,
  id: string,
  total: number,
): { onColumn: () => Promise<void>; end: () => void } {
  const task = progress.start(id, total, 'columns')
  let done = 0
  const onColumn = async (): Promise<void> => {
    task.update(++done)
    await setImmediate()
    if (signal.aborted) throw new CancelledError('nothing was reported')
  }
  return { onColumn, end: () => task.end() }
}

function reportInput(
  { set, target, split }: Definitions,
  names: readonly string[],
  analysed: readonly AnalysedReportBase[],
): Omit<FeatureReportInput, 'onColumn'> {
  const { id, version, history } = set.value
  return {
    definition: { id, version, history },
    ...(target ? { target: { id: target.value.id, classes: target.value.classes } } : {}),
    simulated: analysed.some(({ simulated }) => simulated),
    sets: split.named.map(({ name }) => name),
    names,
    rows: analysed.flatMap(({ rows }) => rows),
    bases: analysed.map((one) => one.analysed),
    seed: SEED,
  }
}

async function findDefinitions(
  { definition: id, target: targetId, ...rows }: z.output<typeof reportFeaturesSchema>,
  workspace: string,
): Promise<Definitions> {
  const set = entryOf(await featureCatalog({ workspace, id }), 'feature set', id)
  const target =
    targetId === undefined ? undefined : entryOf(await targetCatalog({ workspace, id: targetId }), 'target', targetId)
  return { set, target, split: await resolveReportSplit(workspace, rows) }
}

interface AnalysedReportBase {
  readonly analysed: AnalysedBase
  readonly rows: readonly RowsReport[]
  readonly simulated: boolean
}

async function analyseBase(
  base: ReportBase,
  { set, target, split }: Definitions,
  options: AnalyseOptions,
): Promise<AnalysedReportBase> {
  const { calendar } = base.candles.grid
  const features = await base.frame(await featureRequest(set))
  const targets = target && (await base.frame(await targetRequest(target)))
  const labels = targets && uint8ColumnOf(targets, 'target')
  const parts = selectReportParts(
    { features: set.value, target: target?.value },
    base,
    split,
    reachOf(set.value, target?.value, calendar.interval),
  )
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
