import { columnBuffers, releaseBuffers } from '../../runtime/buffers.js'
import type { TimeRange } from '../../core/time.js'
import { requireRows, rowsInSet, type ChosenSet } from './split-rows.js'
import { loadLabels, type DataSources, type KnownBase, type LabelledBase } from './base-rows.js'
import { seriesFrame, type SeriesFrame } from './labelled-series.js'
import type { RowPlan } from './row-plan.js'

/** A base without candles and features. */
export interface PreparedBase extends LabelledBase {
  /** The time in which there are candles for its rows. */
  readonly range: TimeRange
}

/** What a training that has its rows still tells of them, and judges by. */
export interface KnownSets extends Pick<PreparedSets, 'frames'> {
  readonly bases: readonly KnownBase[]
  readonly training: readonly ChosenSet<KnownBase>[]
  readonly validation: readonly ChosenSet<KnownBase>[]
}

/** The rows of a training before their features are read; one of each list for each base, in the same order. */
export interface PreparedSets {
  readonly bases: readonly PreparedBase[]
  readonly training: readonly ChosenSet<PreparedBase>[]
  readonly validation: readonly ChosenSet<PreparedBase>[]
  /** Times, closes and labels of the validation rows. */
  readonly frames: readonly SeriesFrame[]
}

/**
 * Chooses the rows of the training and the validation set. The candles of one base are in memory at a time. Throws UserError
 * where a base has no training rows, or none a validation row.
 */
export async function prepareSets(plan: RowPlan, sources: DataSources): Promise<PreparedSets> {
  const { request, features, target, events, window } = plan
  const ranges = [...request.sets.training, ...request.sets.validation]
  const bases: PreparedBase[] = []
  const training: ChosenSet<PreparedBase>[] = []
  const validation: ChosenSet<PreparedBase>[] = []
  const frames: SeriesFrame[] = []
  for (const base of request.bases) {
    const sampler = events?.value
    const labels = await loadLabels(sources, { base, features, target, ranges, sampler, window })
    const prepared = { ...labels, candles: { grid: labels.candles.grid } }
    bases.push(prepared)
    training.push(...rowsInSet('training', [prepared], plan))
    const judged = rowsInSet('validation', [prepared], plan)
    validation.push(...judged)
    frames.push(...judged.map(({ rows }) => seriesFrame(labels, rows)))
    const { close, filled } = labels.candles
    releaseBuffers(columnBuffers([close, filled]))
  }
  requireRows('training', training, plan)
  requireRows('validation', validation, plan)
  return { bases, training, validation, frames }
}

/** The same without the labels of all minutes, a byte each: they can go once the rows are made. */
export function withoutLabels({ bases, training, validation, frames }: PreparedSets): KnownSets {
  const chosen = (sets: readonly ChosenSet<PreparedBase>[]): ChosenSet<KnownBase>[] =>
    sets.map((set) => ({ ...set, loaded: known(set.loaded) }))
  return { bases: bases.map(known), training: chosen(training), validation: chosen(validation), frames }
}

function known({ base, candles, extent, candlesHash }: PreparedBase): KnownBase {
  return { base, candles, extent, candlesHash }
}
