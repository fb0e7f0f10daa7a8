import { buildTargetReport, type LabelledPart } from '../../assessment/definitions/build-target-report.js'
import { describeRows, type RowsReport } from '../../assessment/definitions/report-rows.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { entryOf, type CatalogEntry } from '../../definitions/catalog.js'
import { defaultEmbargo } from '../../datasets/set-rows.js'
import { targetCatalog, targetRequest } from '../../targets/catalog.js'
import { hasTradeClasses, type Target } from '../../targets/target.js'
import { buildUnscoredSeries } from '../rows/labelled-series.js'

import { parseRequest } from '../../config/resolve-request.js'
import type { WorkspaceContext } from '../context.js'
import { openDataSources } from '../rows/data-sources.js'
import { leaveOutSealed } from './leave-out-sealed.js'
import { openReportBases, type ReportBase } from './report-base.js'
import { resolveReportSplit, selectReportParts, type ReportSplit } from './report-split.js'
import { reportTargetsSchema, type ReportTargetsRequest } from './request.js'

/**
 * Reports the labels of a target: balance, runs, separate events, and the gain that they allow at most. Throws UserError where
 * there is no such target, or no row of it.
 */
export async function reportTargets(request: ReportTargetsRequest, context: WorkspaceContext): Promise<TargetReport> {
  const { definition: id, ...rows } = parseRequest(reportTargetsSchema, request)
  const { directory } = context.workspace
  const entry = entryOf(await targetCatalog({ workspace: directory, id }), 'target', id)
  const sources = openDataSources(context)
  try {
    const split = await leaveOutSealed(await resolveReportSplit(directory, rows), rows, `target ${id}`, {
      context,
      candles: sources.candles,
    })
    const { history, horizon } = entry.value
    const bases = await openReportBases(rows, directory, sources, {
      reach: { history, horizon },
      definitions: { target: entry.value },
      ranges: split.named.flatMap(({ type }) => split.sets[type]),
    })
    const labelled: LabelledBase[] = []
    for (const read of bases) {
      context.signal.throwIfAborted()
      labelled.push(await labelsOf(await read(), entry, split))
    }
    return buildReport(entry.value, split, labelled, context)
  } finally {
    await sources.stopThreads()
  }
}

function buildReport(
  target: Target,
  { named }: ReportSplit,
  bases: readonly LabelledBase[],
  { workspace }: WorkspaceContext,
): TargetReport {
  const { id, version, history, horizon, classes } = target
  return buildTargetReport({
    definition: { id, version, history, horizon, classes },
    simulated: bases.some(({ simulated }) => simulated),
    sets: named.map(({ name }) => name),
    bases: bases.map(({ base }) => base),
    rows: bases.flatMap(({ rows }) => rows),
    parts: bases.flatMap(({ parts }) => parts),
    fee: hasTradeClasses(target) ? Number(workspace.config.fees.taker) : undefined,
  })
}

interface LabelledBase {
  readonly base: string
  readonly simulated: boolean
  readonly rows: readonly RowsReport[]
  readonly parts: readonly LabelledPart[]
}

/** The labels of a base in each set, purged as training would, the history of features aside. */
async function labelsOf(base: ReportBase, target: CatalogEntry<Target>, split: ReportSplit): Promise<LabelledBase> {
  const { history, horizon } = target.value
  const { candles } = base
  const { calendar } = candles.grid
  const targets = await base.frame(await targetRequest(target))
  const embargo = defaultEmbargo(horizon, calendar.interval)
  const parts = selectReportParts({ target: target.value }, base, split, {
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
