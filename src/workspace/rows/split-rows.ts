import { UserError } from '../../core/errors.js'
import type { TimeRange } from '../../core/time.js'
import { labelsAt } from '../../datasets/base-dataset.js'
import { countClasses, requireEveryClass } from '../../datasets/batch-sampler.js'
import { DROP_REASONS, ordinalsOf, type DropReason, type SetRows } from '../../datasets/set-rows.js'
import type { SetType } from '../../datasets/split-sets.js'
import { columnBuffers, releaseBuffers } from '../../runtime/buffers.js'
import { loadBase, loadLabels, type BaseSummary, type LabelledBase, type LoadedBase } from './base-rows.js'
import type { DataSources } from './data-sources.js'
import { buildUnscoredSeries, type UnscoredSeries } from './labelled-series.js'
import { chooseSetRows } from './long-gaps.js'
import type { RowPlan } from './plan-rows.js'

/** The rows of one base in one set, and how many of each class. */
export interface SplitRows<B extends BaseSummary = LoadedBase> {
  readonly loaded: B
  readonly type: SetType
  readonly rows: SetRows
  readonly classCounts: readonly number[]
}

/** What the rows of a set depend on. */
export type SplitPlan = Pick<RowPlan, 'features' | 'target' | 'reach' | 'sets'>

/** The rows of all bases in a set. Throws UserError where a base has no training rows, or no base has a validation row. */
export function selectRequiredRows<B extends LabelledBase>(
  type: SetType,
  bases: readonly B[],
  plan: SplitPlan,
): SplitRows<B>[] {
  const chosen = selectSplitRows(type, bases, plan)
  requireRows(type, chosen, plan)
  return chosen
}

/** Throws UserError where a base has no training rows, or no base has a validation row. */
export function requireRows(
  type: SetType,
  chosen: readonly SplitRows<BaseSummary>[],
  { features, reach }: SplitPlan,
): void {
  const empty = chosen.find(({ rows }) => rows.rows === 0)
  if (empty && (type === 'training' || chosen.every(({ rows }) => rows.rows === 0))) {
    const reader = { id: features.value.id, history: reach.featureHistory }
    throw new UserError(noRowsText(type, empty.loaded.base.name, empty.rows, reader))
  }
}

/** Why a base has no rows in a set, and what to do; `reader` is the feature set with the minutes that it reads before a row. */
export function noRowsText(
  type: SetType,
  base: string,
  rows: DroppedRows,
  reader: { readonly id: string; readonly history: number },
): string {
  return `base ${base} has no ${type} rows left (${reasonsText(rows)}); ${reader.id} needs ${reader.history} minutes before a row: import earlier candles or change the sets`
}

/** Throws UserError where no base has a training row of a class: better told before features are computed. */
export function requireClasses(chosen: readonly SplitRows<BaseSummary>[], { target }: SplitPlan): void {
  const { classes } = target.value
  const counts = classes.map((_, index) => chosen.reduce((sum, { classCounts: of }) => sum + (of[index] ?? 0), 0))
  const rows = chosen.reduce((sum, one) => sum + one.rows.rows, 0)
  const source = `training set of ${chosen.map(({ loaded }) => loaded.base.name).join(', ')}`
  requireEveryClass(counts, rows, { classes, source })
}

/** The rows of all bases in a set, which may be none. */
export function selectSplitRows<B extends LabelledBase>(
  type: SetType,
  bases: readonly B[],
  { sets, features, target, reach }: SplitPlan,
): SplitRows<B>[] {
  const definitions = { features: features.value, target: target.value }
  return bases.map((loaded) => {
    const { base, extent } = loaded
    const rows = chooseSetRows(type, sets, { base: base.name, extent, definitions }, reach)
    const ordinals = ordinalsOf(rows.runs)
    const counts = countClasses(labelsAt(loaded.dataset, ordinals), target.value.classes.length)
    return { loaded, type, rows, classCounts: counts }
  })
}

const REASON_TEXTS: Readonly<Record<Exclude<DropReason, 'neededOutage'>, string>> = {
  noCandles: 'without candles',
  noHistory: 'without history',
  notFinal: 'label not final',
  notImported: 'never imported',
  outage: 'beside an outage',
  flat: 'at one price',
  purged: 'purged at a border',
  embargo: 'embargo',
  noEvent: 'no event',
}

/** Why minutes of the set are not used: `14,399 without history, 120 beside an outage of btc, 28 purged at a border`. */
export function reasonsText({ dropped, neededOutages, neededAbsences }: DroppedRows): string {
  const absent = Object.values(neededAbsences).reduce((sum, count) => sum + count, 0)
  const parts = DROP_REASONS.flatMap((reason) => {
    if (reason === 'neededOutage') return countTexts(neededOutages, 'beside an outage of')
    const own = reason === 'noCandles' ? dropped[reason] - absent : dropped[reason]
    return [
      ...(own > 0 ? [`${formatCount(own)} ${REASON_TEXTS[reason]}`] : []),
      ...(reason === 'noCandles' ? countTexts(neededAbsences, 'without candles of') : []),
    ]
  })
  return parts.join(', ') || 'none dropped'
}

type DroppedRows = Pick<SetRows, 'dropped' | 'neededOutages' | 'neededAbsences'>

function countTexts(counts: Readonly<Record<string, number>>, reason: string): string[] {
  return Object.entries(counts).map(([base, count]) => `${formatCount(count)} ${reason} ${base}`)
}

/** `14,399`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en')
}

/** Sizes of sets, rows of each class and dropped rows as JSON values, one a base and set. */
export function splitsJson(sets: readonly SplitRows<BaseSummary>[], classes: readonly string[]): unknown[] {
  return sets.map(({ type, loaded, rows, classCounts }) => ({
    set: type,
    base: loaded.base.name,
    rows: rows.rows,
    classes: Object.fromEntries(classes.map((name, index) => [name, classCounts[index]])),
    dropped: rows.dropped,
    neededOutages: rows.neededOutages,
    neededAbsences: rows.neededAbsences,
  }))
}

/** A base without candles and features. */
export interface SplitBase extends LabelledBase {
  /** The time in which there are candles for its rows. */
  readonly range: TimeRange
}

/** What a training that has its rows still tells of them, and judges by. */
export interface SplitSummary extends Pick<Splits, 'frames'> {
  readonly bases: readonly BaseSummary[]
  readonly training: readonly SplitRows<BaseSummary>[]
  readonly validation: readonly SplitRows<BaseSummary>[]
}

/** The rows of a training before their features are read; one of each list for each base, in the same order. */
export interface Splits {
  readonly bases: readonly SplitBase[]
  readonly training: readonly SplitRows<SplitBase>[]
  readonly validation: readonly SplitRows<SplitBase>[]
  /** Times, closes and labels of the validation rows. */
  readonly frames: readonly UnscoredSeries[]
}

/**
 * Chooses the rows of the training and the validation set. The candles of one base are in memory at a time. Throws UserError
 * where a base has no training rows, or none a validation row.
 */
export async function splitRows(plan: RowPlan, sources: DataSources): Promise<Splits> {
  const { bases, sets, features, target, events, window, flatMinutes } = plan
  const ranges = [...sets.training, ...sets.validation]
  const labelled: SplitBase[] = []
  const training: SplitRows<SplitBase>[] = []
  const validation: SplitRows<SplitBase>[] = []
  const frames: UnscoredSeries[] = []
  for (const base of bases) {
    const sampler = events?.value
    const labels = await loadLabels(sources, { base, features, target, ranges, sampler, window, flatMinutes })
    const prepared = { ...labels, candles: { grid: labels.candles.grid } }
    labelled.push(prepared)
    training.push(...selectSplitRows('training', [prepared], plan))
    const judged = selectSplitRows('validation', [prepared], plan)
    validation.push(...judged)
    frames.push(...judged.map(({ rows }) => buildUnscoredSeries(labels, rows)))
    const { close, filled } = labels.candles
    releaseBuffers(columnBuffers([close, filled]))
  }
  requireRows('training', training, plan)
  requireRows('validation', validation, plan)
  return { bases: labelled, training, validation, frames }
}

/** Leaves the labels of all minutes out, a byte each: they can go once the rows are made. */
export function summarizeSplits({ bases, training, validation, frames }: Splits): SplitSummary {
  const chosen = (sets: readonly SplitRows<SplitBase>[]): SplitRows<BaseSummary>[] =>
    sets.map((set) => ({ ...set, loaded: known(set.loaded) }))
  return { bases: bases.map(known), training: chosen(training), validation: chosen(validation), frames }
}

function known({ base, candles, extent, candlesHash }: SplitBase): BaseSummary {
  return { base, candles, extent, candlesHash }
}

/**
 * Loads the candles, features and labels of all bases, and chooses the rows of both sets. Without a training range no base has
 * training rows.
 */
export async function loadSplits(plan: RowPlan, sources: DataSources): Promise<LoadedSplits> {
  const { bases, sets, features, target, events, window, flatMinutes } = plan
  const ranges = [...sets.training, ...sets.validation]
  const loaded: LoadedBase[] = []
  for (const base of bases) {
    const request = { base, features, target, ranges, sampler: events?.value, window, flatMinutes }
    loaded.push(await loadBase(sources, request))
  }
  const training =
    sets.training.length > 0 ? selectRequiredRows('training', loaded, plan) : selectSplitRows('training', loaded, plan)
  return { training, validation: selectRequiredRows('validation', loaded, plan) }
}

/** The rows of both sets with everything loaded, one of each list for each base, in the same order. */
export interface LoadedSplits {
  readonly training: readonly SplitRows[]
  readonly validation: readonly SplitRows[]
}
