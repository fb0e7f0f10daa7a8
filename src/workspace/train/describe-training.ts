import { meanClassWeights } from '../../classifier/class-weights.js'
import type { ClassifierBase, ClassifierDescription } from '../../classifier/description.js'
import type { EpochReport, FitResult } from '../../classifier/fit-options.js'
import type { SelectionRule } from '../../classifier/select-epoch.js'
import type { FillRules } from '../../core/fill-rules.js'
import { rangeOf } from '../../core/grid.js'
import type { PooledBase, PooledRows } from '../../datasets/training-matrix.js'
import type { RowPlan } from '../rows/plan-rows.js'
import type { SplitRows } from '../rows/split-rows.js'
import type { BaseSummary } from '../rows/base-rows.js'
import type { TrainingPlan } from './plan-training.js'

/** A training and what came of it. */
export interface FinishedTraining {
  readonly plan: TrainingPlan
  readonly fee: number
  /** One for each base, in the same order. */
  readonly training: readonly SplitRows<BaseSummary>[]
  readonly validation: readonly SplitRows<BaseSummary>[]
  readonly matrix: PooledRows
  readonly result: FitResult
}

/** What a classifier remembers of its training: what made it, from which candles, and why this epoch was kept. */
export function describeTraining(finished: FinishedTraining): ClassifierDescription {
  const { request, net, params } = finished.plan
  const { engine } = finished.result.state
  const meanWeights = meanWeightsOf(finished)
  return {
    net: { id: net.id, version: net.version, params },
    ...describeData(finished),
    scaler: request.scaler,
    training: {
      seed: request.seed,
      batchSize: request.batchSize,
      epochs: request.epochs,
      patience: request.patience,
      fee: finished.fee,
      sampling: request.sampling,
      ...(request.flatMinutes !== undefined && { flatMinutes: request.flatMinutes }),
      ...describeLearning(finished.plan),
      ...(meanWeights && { meanWeights }),
      ...(engine && { engine }),
      stopped: finished.result.stopped,
    },
    selection: selectionOf(finished.result.best, request.select, request),
    history: [...finished.result.history],
  }
}

function meanWeightsOf({ plan, matrix }: FinishedTraining): number[] | undefined {
  const { request, target, learning } = plan
  const { sampling } = request
  return meanClassWeights(matrix, target.value.classes.length, { sampling, use: learning.sampleWeights })
}

function describeLearning({ learning, monitor, request }: TrainingPlan): Partial<ClassifierDescription['training']> {
  const { metric } = monitor
  return {
    learning,
    best: monitor.name,
    ...(metric && {
      metric: {
        id: metric.value.id,
        version: metric.value.version,
        sourceHash: metric.sourceHash,
        better: metric.value.better,
      },
    }),
    ...(request.threads !== undefined && { threads: request.threads }),
    device: request.device,
  }
}

/** What a classifier was made from, whoever trained it. */
export interface LearnedData {
  readonly plan: RowPlan
  /** One for each base, in the same order. */
  readonly training: readonly SplitRows<BaseSummary>[]
  readonly validation: readonly SplitRows<BaseSummary>[]
  readonly matrix: Pick<PooledRows, 'inputs'> & { readonly bases: readonly Pick<PooledBase, 'scaler'>[] }
}

type DataDescription = Pick<
  ClassifierDescription,
  'features' | 'target' | 'events' | 'classes' | 'unseenBase' | 'bases' | 'sets' | 'embargo' | 'classCounts'
>

/** What a classifier remembers of the data that it was made from. */
export function describeData(data: LearnedData): DataDescription {
  const { sets, reach, target } = data.plan
  return {
    ...definitionsOf(data),
    classes: [...target.value.classes],
    unseenBase: 'refuse',
    bases: basesOf(data),
    sets: {
      training: [...sets.training],
      validation: [...sets.validation],
      test: [...sets.test],
    },
    embargo: reach.embargo,
    classCounts: target.value.classes.map((_, index) =>
      data.training.reduce((sum, set) => sum + (set.classCounts[index] ?? 0), 0),
    ),
  }
}

/** A cell whose gain may as well have been a loss is not chosen by the robust rule, one without a trade by none. */
export function selectionOf(
  best: EpochReport,
  rule: SelectionRule,
  fillRules: FillRules,
): ClassifierDescription['selection'] {
  const { epoch, gain, count, buyThreshold, sellThreshold, robust } = best
  const fills = describeFills(fillRules)
  const head = { set: 'validation', usedForSelection: true, rule, epoch, ...(fills && { fills }) } as const
  if (rule === 'seed' && count > 0) return { ...head, gain, count, buyThreshold, sellThreshold }
  return rule === 'robust' && robust && robust.lower > 0 ? { ...head, ...robust } : { ...head, none: true }
}

/** What a classifier remembers of the fills that selected it; undefined for those at the close. */
export function describeFills({ fills, stake, impact }: FillRules): ClassifierDescription['selection']['fills'] {
  return fills === 'close' ? undefined : { model: fills, stake, impact }
}

function definitionsOf({ plan, matrix }: LearnedData): Pick<ClassifierDescription, 'features' | 'target' | 'events'> {
  const { features, target, events } = plan
  const { id, version, horizon } = target.value
  return {
    features: {
      id: features.value.id,
      version: features.value.version,
      sourceHash: features.sourceHash,
      check: plan.checks.features,
      columns: [...matrix.inputs],
    },
    target: { id, version, sourceHash: target.sourceHash, check: plan.checks.target, horizon },
    ...(events && {
      events: {
        id: events.value.id,
        version: events.value.version,
        sourceHash: events.sourceHash,
        check: plan.checks.events,
      },
    }),
  }
}

function basesOf({ training, validation, matrix }: LearnedData): ClassifierBase[] {
  return training.map(({ loaded, rows }, index) => ({
    name: loaded.base.name,
    market: loaded.base.market,
    center: [...(matrix.bases[index]?.scaler.center ?? [])],
    scale: [...(matrix.bases[index]?.scaler.scale ?? [])],
    candles: { ...rangeOf(loaded.candles.grid), hash: loaded.candlesHash },
    trainingRows: rows.rows,
    validationRows: validation[index]?.rows.rows ?? 0,
  }))
}
