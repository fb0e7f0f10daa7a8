import type { Base } from '../../../config/markets.js'
import { UserError, messageOf } from '../../../core/errors.js'
import { RequestError } from '../../../core/request-error.js'
import { calendarOf } from '../../../core/market.js'
import type { Progress } from '../../../core/progress.js'
import { listStoredFrames } from '../../../store/derived/stored-frames.js'
import { featureRequest } from '../../../features/catalog.js'
import type { DerivedRequest, DerivedStore } from '../../../store/derived/derived-store.js'
import { targetRequest } from '../../../targets/catalog.js'
import { getDefinition, findDefinition, type FrameDefinition } from '../../compute/find-definition.js'
import { supplementAll, type SupplementAllContext, type SupplementOutcome } from '../../compute/supplement-all.js'
import { countProgress } from '../../compute/supplement-task.js'
import type { WorkspaceFolder } from '../../context.js'
import type { BaseUpdate, Supplement } from './result.js'

export interface SupplementContext {
  readonly workspace: WorkspaceFolder
  readonly derived: DerivedStore
  /** Features and targets of every base, besides those that it has frames of already. */
  readonly named: readonly FrameDefinition[]
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** The feature sets and targets that a request names. Throws RequestError for one that is not of that kind. */
export async function getNamedDefinitions(
  { directory }: WorkspaceFolder,
  ids: { readonly features?: readonly string[] | undefined; readonly targets?: readonly string[] | undefined },
): Promise<FrameDefinition[]> {
  const named: FrameDefinition[] = []
  for (const kind of ['features', 'targets'] as const) {
    for (const id of ids[kind] ?? []) {
      const definition = await getDefinition(id, directory)
      if (definition.kind !== kind)
        throw new RequestError(`{${kind}} names ${id}, which is one of the ${definition.kind}`)
      named.push(definition)
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
 * Those that are named, over all candles, and those that are there already, from their beginning on. A stored one whose definition
 * in the workspace is gone, or cannot be used, is noted in the update; the others are supplemented all the same.
 */
export async function listMaintainedFrames(
  { workspace, named }: SupplementContext,
  update: BaseUpdate,
): Promise<MaintainedFrames[]> {
  const { base, stored } = update
  const all = new Map<string, MaintainedFrames>()
  for (const { kind, id, from } of await listStoredFrames(workspace.dataFolder, base.market)) {
    const source = await storedFrameRequest(workspace, update, kind, id)
    if (source) all.set(`${kind}/${id}`, { source, from })
  }
  for (const definition of named) {
    const { kind, entry } = definition
    all.set(`${kind}/${entry.value.id}`, { source: await frameRequest(definition, base), from: stored?.from ?? 0 })
  }
  return [...all.values()]
}

async function storedFrameRequest(
  { directory }: WorkspaceFolder,
  update: BaseUpdate,
  kind: Supplement['kind'],
  id: string,
): Promise<DerivedRequest | undefined> {
  try {
    const definition = await findDefinition(id, directory)
    if (definition?.kind === kind) return await frameRequest(definition, update.base)
    const gone = `there is no ${kind}/${id}.ts in the workspace any more: what was computed stays as it is; bring the file back, or remove the folder ${kind}/${id} of the data`
    add(update, { kind, id, rows: 0, skipped: gone })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    update.error ??= messageOf(error)
  }
  return undefined
}

async function frameRequest(definition: FrameDefinition, { market }: Base): Promise<DerivedRequest> {
  const source =
    definition.kind === 'features' ? await featureRequest(definition.entry) : await targetRequest(definition.entry)
  return { ...source, market }
}

/**
 * Computes what is missing: the new minutes, and rows that were not final. `since`: candles before this time are as they
 * were when it was done the last time. What goes wrong stands in the update.
 */
export async function supplementFrames(
  context: SupplementContext,
  update: BaseUpdate,
  frames: readonly MaintainedFrames[],
  since = 0,
): Promise<void> {
  for (const one of frames) {
    const plan = planSupplement(update, one, since)
    if ('skipped' in plan) {
      add(update, plan)
      continue
    }
    const counted = countProgress(context.progress)
    const [outcome] = await Promise.allSettled([
      context.derived.supplement({ ...plan, progress: counted.progress, signal: context.signal }),
    ])
    record(update, plan, outcome.status === 'rejected' ? outcome : { ...outcome, value: counted.done() })
  }
}

/** Computes what is missing of several bases, by worker processes where it is much. What goes wrong stands in the updates. */
export async function supplementBases(
  context: SupplementContext & SupplementAllContext,
  updates: readonly BaseUpdate[],
): Promise<void> {
  const planned: { readonly update: BaseUpdate; readonly plan: SupplementPlan }[] = []
  for (const update of updates) {
    const frames = await listMaintainedFrames(context, update)
    planned.push(...frames.map((one) => ({ update, plan: planSupplement(update, one, 0) })))
  }
  const requests = planned.flatMap(({ plan }) => ('skipped' in plan ? [] : [plan]))
  const outcomes = (await supplementAll(context, requests)).values()
  for (const { update, plan } of planned) {
    if ('skipped' in plan) add(update, plan)
    else record(update, plan, outcomes.next().value)
  }
}

/** Puts rows that were computed, or why they were not, into the update. Throws what the user can do nothing about. */
function record(
  update: BaseUpdate,
  { kind, definition }: DerivedRequest,
  outcome: SupplementOutcome | undefined,
): void {
  if (outcome?.status === 'fulfilled') return add(update, { kind, id: definition.id, rows: outcome.value })
  const error: unknown = outcome?.reason
  if (!(error instanceof UserError)) throw error
  update.error ??= messageOf(error)
}

function add({ supplemented }: BaseUpdate, one: Supplement): void {
  const known = supplemented.findIndex(({ kind, id }) => kind === one.kind && id === one.id)
  const before = supplemented[known]
  if (before) supplemented[known] = { ...one, rows: before.rows + one.rows }
  else supplemented.push(one)
}

/** Rows to compute, or a supplement without rows where there are too few candles. */
type SupplementPlan = DerivedRequest | (Supplement & { readonly skipped: string })

function planSupplement(
  { base, stored }: BaseUpdate,
  { source, from }: MaintainedFrames,
  since: number,
): SupplementPlan {
  const { kind, definition, columnHistory, horizon } = source
  const calendar = calendarOf(base.market)
  const candles = stored ? calendar.ordinalAt(stored.to) - calendar.ordinalAt(stored.from) : 0
  if (!stored || candles <= columnHistory) {
    const skipped = `needs ${columnHistory + 1} candles, there are ${candles}`
    return { kind, id: definition.id, rows: 0, skipped }
  }
  const begin = Math.max(from, calendar.timeAt(calendar.ordinalAt(since) - horizon))
  return { ...source, range: { from: begin, to: stored.to } }
}
