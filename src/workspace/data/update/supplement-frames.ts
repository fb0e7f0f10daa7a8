import type { Base } from '../../../config/markets.js'
import { UserError, messageOf } from '../../../core/errors.js'
import { calendarOf } from '../../../core/market-calendar.js'
import type { Progress } from '../../../core/progress.js'
import { listStoredFrames } from '../../../store/derived/stored-frames.js'
import { featureRequest } from '../../../features/catalog.js'
import type { DerivedRequest, DerivedStore } from '../../../store/derived/derived-store.js'
import { targetRequest } from '../../../targets/catalog.js'
import { getDefinition, findDefinition, type FrameDefinition } from '../../compute/find-definition.js'
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
 * Computes what is missing: the new minutes, and rows that were not final. `since`: candles before this time are as they
 * were when it was done the last time. What goes wrong stands in the report.
 */
export async function supplementFrames(
  context: SupplementContext,
  report: BaseUpdate,
  frames: readonly MaintainedFrames[],
  since = 0,
): Promise<void> {
  for (const one of frames) {
    try {
      add(report, await supplement(context, report, one, since))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      report.fault ??= messageOf(error)
    }
  }
}

function add({ supplemented }: BaseUpdate, one: Supplement): void {
  const known = supplemented.findIndex(({ kind, id }) => kind === one.kind && id === one.id)
  const before = supplemented[known]
  if (before) supplemented[known] = { ...one, rows: before.rows + one.rows }
  else supplemented.push(one)
}

async function supplement(
  { derived, progress, signal }: SupplementContext,
  { base, stored }: BaseUpdate,
  { source, from }: MaintainedFrames,
  since: number,
): Promise<Supplement> {
  const { kind, definition, columnHistory, horizon } = source
  const calendar = calendarOf(base.market)
  const candles = stored ? calendar.ordinalAt(stored.to) - calendar.ordinalAt(stored.from) : 0
  const which = { kind, id: definition.id }
  if (!stored || candles <= columnHistory) {
    return { ...which, rows: 0, skipped: `needs ${columnHistory + 1} candles, there are ${candles}` }
  }
  const counted = countingRows(progress)
  const range = { from: Math.max(from, calendar.timeAt(calendar.ordinalAt(since) - horizon)), to: stored.to }
  await derived.supplement({ ...source, range, progress: counted.progress, signal })
  return { ...which, rows: counted.rows() }
}

/** Shows progress as `progress` does, and counts what is done. */
function countingRows(progress: Progress): { readonly progress: Progress; readonly rows: () => number } {
  let rows = 0
  const start: Progress['start'] = (label, total, unit) => {
    const task = progress.start(label, total, unit)
    let done = 0
    return {
      update: (now, remark) => {
        rows += now - done
        done = now
        task.update(now, remark)
      },
      end: (remark) => task.end(remark),
    }
  }
  return { progress: { start }, rows: () => rows }
}
