import { UserError, messageOf } from '../../core/errors.js'
import { calendarOf } from '../../core/market-calendar.js'
import type { Progress } from '../../core/progress.js'
import type { TimeRange } from '../../core/time.js'
import { columnHistory } from '../../features/feature-set.js'
import { featureSource } from '../../features/feature-source.js'
import { heldFrames } from '../../store/derived-held.js'
import type { DerivedStore } from '../../store/derived-store.js'
import { targetSource } from '../../targets/target-source.js'
import { computableOf, type Computable } from '../compute/computable-of.js'
import type { Workspace } from '../workspace.js'
import type { BaseReport, Supplement } from './update-report.js'

export interface SupplementContext {
  readonly workspace: Workspace
  readonly derived: DerivedStore
  /** Features and targets of every base, beside those that it has frames of already. */
  readonly named: readonly Computable[]
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** The features and targets of `--features` and `--targets`. Throws UserError for one that is not of that kind. */
export async function namedFrames(
  { directory }: Workspace,
  features: readonly string[],
  targets: readonly string[],
): Promise<Computable[]> {
  const named: Computable[] = []
  for (const [kind, ids] of [['features', features] as const, ['targets', targets] as const]) {
    for (const id of ids) {
      const computable = await computableOf(id, directory)
      if (computable.kind !== kind) throw new UserError(`--${kind} names ${id}, which is one of the ${computable.kind}`)
      named.push(computable)
    }
  }
  return named
}

/** Computes what is missing in the frames of a base: the new minutes, and rows that were not final. */
export async function supplementFrames(context: SupplementContext, report: BaseReport): Promise<void> {
  const { stored } = report
  if (!stored) return
  for (const { computable, from } of await wanted(context, report)) {
    const one = await supplement(context, report, computable, { from, to: stored.to })
    const known = report.supplemented.findIndex(({ kind, id }) => kind === one.kind && id === one.id)
    const before = report.supplemented[known]
    if (before) report.supplemented[known] = { ...one, rows: before.rows + one.rows }
    else report.supplemented.push(one)
  }
}

interface Wanted {
  readonly computable: Computable
  readonly from: number
}

/** Those that are named over all candles; those that are there already from their beginning on. */
async function wanted({ workspace, named }: SupplementContext, { base, stored }: BaseReport): Promise<Wanted[]> {
  const all = new Map<string, Wanted>()
  for (const { kind, id, from } of await heldFrames(workspace.dataFolder, base.market)) {
    all.set(`${kind}/${id}`, { computable: await computableOf(id, workspace.directory), from })
  }
  for (const computable of named) {
    all.set(`${computable.kind}/${computable.entry.value.id}`, { computable, from: stored?.from ?? 0 })
  }
  return [...all.values()]
}

async function supplement(
  { derived, progress, signal }: SupplementContext,
  { base, stored }: BaseReport,
  computable: Computable,
  range: TimeRange,
): Promise<Supplement> {
  const { kind } = computable
  const { id } = computable.entry.value
  const source = kind === 'features' ? await featureSource(computable.entry) : await targetSource(computable.entry)
  const least = (kind === 'features' ? columnHistory(computable.entry.value) : computable.entry.value.history) + 1
  const calendar = calendarOf(base.market)
  const candles = stored ? calendar.ordinalAt(stored.to) - calendar.ordinalAt(stored.from) : 0
  if (candles < least) return { kind, id, rows: 0, skipped: `needs ${least} candles, there are ${candles}` }
  let rows = 0
  const counted: Progress = {
    start: (label, total, unit) => {
      const task = progress.start(label, total, unit)
      let done = 0
      return {
        update: (now, remark) => {
          done = now
          task.update(now, remark)
        },
        end: (remark) => {
          rows += done
          task.end(remark)
        },
      }
    },
  }
  await derived.supplement({ ...source, market: base.market, range, progress: counted, signal })
  return { kind, id, rows }
}

/** Like `supplementFrames`; what goes wrong stands in the report. */
export async function trySupplementFrames(context: SupplementContext, report: BaseReport): Promise<void> {
  try {
    await supplementFrames(context, report)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report.fault ??= messageOf(error)
  }
}
