import { UserError } from '../../core/errors.js'
import { labelsAt } from '../../datasets/base-dataset.js'
import { countClasses, requireEveryClass } from '../../datasets/batch-sampler.js'
import { DROP_REASONS, ordinalsOf, selectSetRows, type DropReason, type SetRows } from '../../datasets/set-rows.js'
import type { SetType } from '../../datasets/split-sets.js'
import { renderTable } from '../../cli/table.js'
import type { KnownBase, LabelledBase, LoadedBase } from './load-base.js'
import type { TrainingPlan } from '../train/training-request.js'

/** The rows of one base in one set, and how many of each class. */
export interface ChosenSet<B extends KnownBase = LoadedBase> {
  readonly loaded: B
  readonly type: SetType
  readonly rows: SetRows
  readonly classCounts: readonly number[]
}

/** What the rows of a set depend on. */
export interface SetPlan extends Pick<TrainingPlan, 'features' | 'target' | 'reach'> {
  readonly request: Pick<TrainingPlan['request'], 'sets'>
}

/** The rows of all bases in a set. Throws UserError where a base has no training rows, or no base has a validation row. */
export function chooseSet<B extends LabelledBase>(type: SetType, bases: readonly B[], plan: SetPlan): ChosenSet<B>[] {
  const chosen = rowsInSet(type, bases, plan)
  requireRows(type, chosen, plan)
  return chosen
}

/** Throws UserError where a base has no training rows, or no base has a validation row. */
export function requireRows(
  type: SetType,
  chosen: readonly ChosenSet<KnownBase>[],
  { features, reach }: SetPlan,
): void {
  const empty = chosen.find(({ rows }) => rows.rows === 0)
  if (empty && (type === 'training' || chosen.every(({ rows }) => rows.rows === 0))) {
    throw new UserError(
      `base ${empty.loaded.base.name} has no ${type} rows left (${reasonsText(empty.rows)}); ${features.value.id} needs ${reach.featureHistory} minutes before a row: import earlier candles or change the sets`,
    )
  }
}

/** Throws UserError where no base has a training row of a class: better told before features are computed. */
export function requireClasses(chosen: readonly ChosenSet<KnownBase>[], { target }: SetPlan): void {
  const { classes } = target.value
  const counts = classes.map((_, index) => chosen.reduce((sum, { classCounts: of }) => sum + (of[index] ?? 0), 0))
  const rows = chosen.reduce((sum, one) => sum + one.rows.rows, 0)
  const source = `training set of ${chosen.map(({ loaded }) => loaded.base.name).join(', ')}`
  requireEveryClass(counts, rows, { classes, source })
}

/** The rows of all bases in a set, which may be none. */
export function rowsInSet<B extends LabelledBase>(
  type: SetType,
  bases: readonly B[],
  { request, target, reach }: SetPlan,
): ChosenSet<B>[] {
  return bases.map((loaded) => {
    const rows = selectSetRows(type, request.sets, loaded.extent, reach)
    const ordinals = ordinalsOf(rows.runs)
    const counts = countClasses(labelsAt(loaded.dataset, ordinals), target.value.classes.length)
    return { loaded, type, rows, classCounts: counts }
  })
}

const REASON_TEXTS: Readonly<Record<DropReason, string>> = {
  noCandles: 'without candles',
  noHistory: 'without history',
  notFinal: 'label not final',
  outage: 'beside an outage',
  purged: 'purged at a border',
  embargo: 'embargo',
  noEvent: 'no event',
}

/** Why minutes of the set are not used: `14,399 without history, 28 purged at a border`. */
export function reasonsText({ dropped }: Pick<SetRows, 'dropped'>): string {
  const parts = DROP_REASONS.filter((reason) => dropped[reason] > 0).map(
    (reason) => `${grouped(dropped[reason])} ${REASON_TEXTS[reason]}`,
  )
  return parts.join(', ') || 'none dropped'
}

/** `14,399`. */
export function grouped(value: number): string {
  return value.toLocaleString('en')
}

/** A table of set sizes, classes and dropped rows, one line a base and set. */
export function setsTable(sets: readonly ChosenSet<KnownBase>[], classes: readonly string[]): string {
  return renderTable(
    [
      { name: 'set' },
      { name: 'base' },
      { name: 'rows', align: 'right' },
      ...classes.map((name) => ({ name, align: 'right' as const })),
      { name: 'not used' },
    ],
    sets.map(({ type, loaded, rows, classCounts }) => [
      type,
      loaded.base.name,
      grouped(rows.rows),
      ...classCounts.map(grouped),
      reasonsText(rows),
    ]),
  )
}

/** The same for machines. */
export function setsJson(sets: readonly ChosenSet<KnownBase>[], classes: readonly string[]): unknown[] {
  return sets.map(({ type, loaded, rows, classCounts }) => ({
    set: type,
    base: loaded.base.name,
    rows: rows.rows,
    classes: Object.fromEntries(classes.map((name, index) => [name, classCounts[index]])),
    dropped: rows.dropped,
  }))
}
