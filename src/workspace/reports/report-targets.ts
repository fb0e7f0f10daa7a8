import { buildTargetReport, type LabelledPart } from '../../assessment/definitions/build-target-report.js'
import { describeRows, type RowsReport } from '../../assessment/definitions/report-rows.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { entryOf, type CatalogEntry } from '../../definitions/catalog.js'
import { defaultEmbargo } from '../../datasets/set-rows.js'
import { targetCatalog, targetRequest } from '../../targets/catalog.js'
import { hasTradeClasses, type Target } from '../../targets/target.js'
import type { Io } from '../../cli/io.js'
import { buildUnscoredSeries } from '../rows/labelled-series.js'
import type { Workspace } from '../workspace.js'
import type { InspectOptions } from '../../cli/inspect/inspect-options.js'
import { resolveReportSplit, type ReportSplit } from './report-split.js'
import { openReportBases, type ReportBase } from './report-base.js'
import { reportParts } from './report-parts.js'

/** Everything that is reported about a target. */
export async function reportTargets(
  io: Io,
  workspace: Workspace,
  id: string,
  options: InspectOptions,
): Promise<TargetReport> {
  const entry = entryOf(await targetCatalog({ workspace: workspace.directory, id }), 'target', id)
  const sets = await resolveReportSplit(io, workspace, options)
  const { version, history, horizon, classes } = entry.value
  const ranges = sets.named.flatMap(({ type }) => sets.sets[type])
  const bases = await openReportBases(io, workspace, options, {
    reach: { definition: entry.value, history, horizon },
    ranges,
  })
  const found: LabelledBase[] = []
  for (const read of bases) {
    io.signal.throwIfAborted()
    found.push(await labelsOf(await read(), entry, sets))
  }
  return buildTargetReport({
    definition: { id, version, history, horizon, classes },
    simulated: found.some(({ simulated }) => simulated),
    sets: sets.named.map(({ name }) => name),
    bases: found.map(({ base }) => base),
    rows: found.flatMap(({ rows }) => rows),
    parts: found.flatMap(({ parts }) => parts),
    fee: hasTradeClasses(entry.value) ? Number(workspace.config.fees.taker) : undefined,
  })
}

interface LabelledBase {
  readonly base: string
  readonly simulated: boolean
  readonly rows: readonly RowsReport[]
  readonly parts: readonly LabelledPart[]
}

/** The labels of a base in each set, purged as training would, the history of features aside. */
async function labelsOf(base: ReportBase, target: CatalogEntry<Target>, sets: ReportSplit): Promise<LabelledBase> {
  const { history, horizon, id } = target.value
  const { candles } = base
  const { calendar } = candles.grid
  const targets = await base.frame(await targetRequest(target))
  const embargo = defaultEmbargo(horizon, calendar.interval)
  const parts = reportParts(id, base, sets, {
    featureHistory: 0,
    labelHistory: history,
    labelHorizon: horizon,
    embargo,
  })
  const source = { base: { name: base.base }, candles, dataset: { targets } }
  return {
    base: base.base,
    simulated: base.simulated,
    rows: parts.map((part) => describeRows(part, calendar)),
    parts: parts
      .filter(({ rows }) => rows.rows > 0)
      .map(({ set, rows }) => ({ set, series: buildUnscoredSeries(source, rows) })),
  }
}
