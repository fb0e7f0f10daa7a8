import type { Base } from '../../../config/markets.js'
import { UserError, messageOf } from '../../../core/errors.js'
import { calendarOf } from '../../../core/market-calendar.js'
import type { Progress } from '../../../core/progress.js'
import { listStoredFrames } from '../../../store/derived/stored-frames.js'
import { featureRequest } from '../../../features/catalog.js'
import type { DerivedRequest, DerivedStore } from '../../../store/derived/derived-store.js'
import { targetRequest } from '../../../targets/catalog.js'
import { getDefinition, findDefinition, type FrameDefinition } from '../../compute/find-definition.js'
import { supplementAll, type SupplementAllContext, type SupplementOutcome } from '../../compute/supplement-all.js'
import { countProgress } from '../../compute/supplement-task.js'
import type { Workspace } from '../../workspace.js'
import type { BaseUpdate, Supplement } from './update-report.js'

export interface SupplementContext {
  readonly workspace: Workspace
  readonly derived: DerivedStore
  /** Features and targets of every base, beside those that it has frames of already. */
  readonly named: readonly FrameDefinition[]
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** The features and targets of `--features` and `--targets`. Throws UserError for one that is not of that kind. */
export async function getNamedDefinitions(
  { directory }: Workspace,
  features: readonly string[],
  targets: readonly string[],
): Promise<FrameDefinition[]> {
  const named: FrameDefinition[] = []
  for (const [kind, ids] of [['features', features] as const, ['targets', targets] as const]) {
    for (const id of ids) {
      const computable = await getDefinition(id, directory)
      if (computable.kind !== kind) throw new UserError(`--${kind} names ${id}, which is one of the ${computable.kind}`)
      named.push(computable)
    }
  }
  return named
}

/** Frames of one definition and one base that are kept up to its candles. */
export interface MaintainedFrames {
  readonly source: DerivedRequest
  /** Where they begin. */
  readonly from: number
}

/**
 * Those that are named, over all candles, and those that are there already, from their beginning on. A kept one whose own
 * definition is gone, or cannot be used, is told of in the report; the others are kept up all the same.
 */
export async function listMaintainedFrames(
  { workspace, named }: SupplementContext,
  report: BaseUpdate,
): Promise<MaintainedFrames[]> {
  const { base, stored } = report
  const all = new Map<string, MaintainedFrames>()
  for (const { kind, id, from } of await listStoredFrames(workspace.dataFolder, base.market)) {
    const source = await heldSource(workspace, report, kind, id)
    if (source) all.set(`${kind}/${id}`, { source, from })
  }
  for (const computable of named) {
    const { kind, entry } = computable
    all.set(`${kind}/${entry.value.id}`, { source: await sourceOf(computable, base), from: stored?.from ?? 0 })
  }
  return [...all.values()]
}

async function heldSource(
  { directory }: Workspace,
  report: BaseUpdate,
  kind: Supplement['kind'],
  id: string,
): Promise<DerivedRequest | undefined> {
  try {
    const computable = await findDefinition(id, directory)
    if (computable?.kind === kind) return await sourceOf(computable, report.base)
    const gone = `there is no ${kind}/${id}.ts in the workspace any more: what was computed stays as it is; bring the file back, or remove the folder ${kind}/${id} of the data`
    add(report, { kind, id, rows: 0, skipped: gone })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report.fault ??= messageOf(error)
  }
  return undefined
}

async function sourceOf(computable: FrameDefinition, { market }: Base): Promise<DerivedRequest> {
  const source =
    computable.kind === 'features' ? await featureRequest(computable.entry) : await targetRequest(computable.entry)
  return { ...source, market }
}

/**
 * Computes what is missing of a base: the new minutes, and rows that were not final. `since`: candles before this time are as
 * they were when it was done the last time. What goes wrong stands in the report.
 */
export async function supplementFrames(
  context: SupplementContext,
  report: BaseUpdate,
  frames: readonly MaintainedFrames[],
  since = 0,
): Promise<void> {
  for (const one of frames) {
    const plan = planSupplement(report, one, since)
    if ('skipped' in plan) {
      add(report, plan)
      continue
    }
    const counted = countProgress(context.progress)
    const [outcome] = await Promise.allSettled([
      context.derived.supplement({ ...plan, progress: counted.progress, signal: context.signal }),
    ])
    record(report, plan, outcome.status === 'rejected' ? outcome : { ...outcome, value: counted.done() })
  }
}

/** Computes what is missing of several bases, by worker processes where it is much. What goes wrong stands in the reports. */
export async function supplementBases(
  context: SupplementContext & SupplementAllContext,
  reports: readonly BaseUpdate[],
): Promise<void> {
  const planned = await Promise.all(
    reports.map(async (report) => {
      const frames = await listMaintainedFrames(context, report)
      return frames.map((one) => ({ report, plan: planSupplement(report, one, 0) }))
    }),
  )
  const all = planned.flat()
  const requests = all.flatMap(({ plan }) => ('skipped' in plan ? [] : [plan]))
  const outcomes = await supplementAll(context, requests)
  for (const { report, plan } of all) {
    if ('skipped' in plan) add(report, plan)
    else record(report, plan, outcomes[requests.indexOf(plan)])
  }
}

/** Puts rows that were computed, or why they were not, into the report. Throws what the user can do nothing about. */
function record(
  report: BaseUpdate,
  { kind, definition }: DerivedRequest,
  outcome: SupplementOutcome | undefined,
): void {
  if (outcome?.status === 'fulfilled') return add(report, { kind, id: definition.id, rows: outcome.value })
  const error: unknown = outcome?.reason
  if (!(error instanceof UserError)) throw error
  report.fault ??= messageOf(error)
}

function add({ supplemented }: BaseUpdate, one: Supplement): void {
  const known = supplemented.findIndex(({ kind, id }) => kind === one.kind && id === one.id)
  const before = supplemented[known]
  if (before) supplemented[known] = { ...one, rows: before.rows + one.rows }
  else supplemented.push(one)
}

/** What to compute; a supplement without rows where there are too few candles. */
function planSupplement(
  { base, stored }: BaseUpdate,
  { source, from }: MaintainedFrames,
  since: number,
): DerivedRequest | (Supplement & { readonly skipped: string }) {
  const { kind, definition, columnHistory, horizon } = source
  const calendar = calendarOf(base.market)
  const candles = stored ? calendar.ordinalAt(stored.to) - calendar.ordinalAt(stored.from) : 0
  if (!stored || candles <= columnHistory) {
    const skipped = `needs ${columnHistory + 1} candles, there are ${candles}`
    return { kind, id: definition.id, rows: 0, skipped }
  }
  return {
    ...source,
    range: { from: Math.max(from, calendar.timeAt(calendar.ordinalAt(since) - horizon)), to: stored.to },
  }
}
