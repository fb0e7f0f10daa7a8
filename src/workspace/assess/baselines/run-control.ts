import { labelsAsScores } from '../../../assessment/baselines/labels-as-scores.js'
import { evaluateControl, type PositiveControl } from '../../../assessment/baselines/positive-control.js'
import { simulateTrades } from '../../../assessment/simulate-trades.js'
import { fit } from '../../../classifier/fit.js'
import { makeFrame, uint8ColumnOf } from '../../../core/frame.js'
import type { BaseDataset } from '../../../datasets/base-dataset.js'
import { ordinalsOf, type SetRows } from '../../../datasets/set-rows.js'
import { buildTrainingMatrix } from '../../../datasets/training-matrix.js'
import type { WorkspaceContext } from '../../context.js'
import { loadBase } from '../../rows/base-rows.js'
import type { DataSources } from '../../rows/data-sources.js'
import { buildUnscoredSeries, maskNonEvents, type UnscoredSeries } from '../../rows/labelled-series.js'
import { selectSplitRows } from '../../rows/split-rows.js'
import { evaluateOnValidation } from '../../train/evaluate-on-validation.js'
import type { TrainingPlan } from '../../train/plan-training.js'
import { controlLayers } from './plan-baseline.js'

/** Rows that the control takes at most: it is a check, and has to be over soon. */
const MAX_TRAINING_ROWS = 20_000
const MAX_VALIDATION_ROWS = 20_000
const EPOCHS = 6

/**
 * Trains a small net on the features of the plan with the label as one more column, on rows of one base, and trades its scores of the
 * validation set; undefined where no base has rows in both sets.
 */
export async function runControl(
  plan: TrainingPlan,
  sources: DataSources,
  { signal, progress }: Pick<WorkspaceContext, 'signal' | 'progress'>,
): Promise<PositiveControl | undefined> {
  const rows = await controlRows(plan, sources)
  if (!rows) return undefined
  const { dataset, training, validation, frame } = rows
  const { classes } = plan.target.value
  const { seed, scaler, sampling, batchSize } = plan.request
  const matrix = buildTrainingMatrix([{ dataset, ordinals: training }], scaler)
  const [pooled] = matrix.bases
  if (!pooled) return undefined
  const task = progress.start('positive control, once for these rows', EPOCHS, 'epochs')
  try {
    const { best } = await fit({
      layers: controlLayers(classes.length),
      classes,
      training: matrix,
      validation: [{ dataset, ordinals: validation, scaler: pooled.scaler }],
      seed,
      epochs: EPOCHS,
      patience: EPOCHS,
      batchSize,
      sampling,
      learning: plan.learning,
      evaluate: evaluateOnValidation([frame], 0, seed),
      onEpoch: ({ epoch }) => task.update(epoch),
      signal,
    })
    signal.throwIfAborted()
    const labels = { ...frame, ...maskNonEvents(labelsAsScores(frame), frame.events) }
    const trades = simulateTrades(labels, { buyThreshold: 1, sellThreshold: 1, fee: 0 })
    return evaluateControl({
      base: dataset.base,
      trainingRows: training.length,
      validationRows: validation.length,
      gain: best.gain,
      ceiling: trades.reduce((sum, { gain }) => sum + gain, 0),
    })
  } finally {
    task.end()
  }
}

/** What the control is trained and judged on. */
interface ControlRows {
  readonly dataset: BaseDataset
  readonly training: Int32Array
  readonly validation: Int32Array
  /** Of the validation rows. */
  readonly frame: UnscoredSeries
}

/** Of the first base that has rows in both sets. */
async function controlRows(plan: TrainingPlan, sources: DataSources): Promise<ControlRows | undefined> {
  const { sets, features, target, events, window, flatMinutes } = plan
  const ranges = [...sets.training, ...sets.validation]
  for (const base of plan.bases) {
    const request = { base, features, target, ranges, sampler: events?.value, window, flatMinutes }
    const loaded = await loadBase(sources, request)
    const [training] = selectSplitRows('training', [loaded], plan)
    const [validation] = selectSplitRows('validation', [loaded], plan)
    if (!training || !validation || training.rows.rows === 0 || validation.rows.rows === 0) continue
    const judged = firstRows(validation.rows, MAX_VALIDATION_ROWS)
    return {
      dataset: withLabelColumn(loaded.dataset),
      training: spread(ordinalsOf(training.rows.runs), MAX_TRAINING_ROWS),
      validation: ordinalsOf(judged.runs),
      frame: buildUnscoredSeries(loaded, judged),
    }
  }
  return undefined
}

/** At most `max` of the ordinals, as far from each other as that allows. */
function spread(ordinals: Int32Array, max: number): Int32Array {
  const step = Math.max(1, Math.ceil(ordinals.length / max))
  return ordinals.filter((_, i) => i % step === 0)
}

function firstRows({ runs }: SetRows, max: number): Pick<SetRows, 'runs'> {
  let room = max
  return {
    runs: runs.flatMap(({ from, to }) => {
      const end = Math.min(to, from + room)
      room -= Math.max(0, end - from)
      return end > from ? [{ from, to: end }] : []
    }),
  }
}

/** The features with the label of each minute as a column of its own, behind them. */
export function withLabelColumn(dataset: BaseDataset): BaseDataset {
  const { featureSet, features, targets } = dataset
  const labels = uint8ColumnOf(targets, 'target')
  const label = Float32Array.from({ length: features.grid.rows }, (_, row) => {
    const ordinal = features.grid.first + row
    return labels[ordinal - targets.grid.first] ?? 0
  })
  return {
    ...dataset,
    featureSet: { ...featureSet, columns: [...featureSet.columns, { name: LABEL_COLUMN }] },
    features: makeFrame(features.grid, [...features.columns, [LABEL_COLUMN, label]]),
  }
}

/** No column of a feature set has such a name. */
const LABEL_COLUMN = '(label)'
