import type { Classifier } from '../../../classifier/classifier-files.js'
import { fit } from '../../../classifier/fit.js'
import { takerFee, type WorkspaceContext } from '../../context.js'
import type { WorkspaceSources } from '../../rows/data-sources.js'
import { requireClasses, splitRows, summarizeSplits } from '../../rows/split-rows.js'
import { fillSelection } from '../../rows/fill-series.js'
import { prepareRows } from '../../rows/training-rows.js'
import { describeTraining } from '../../train/describe-training.js'
import { evaluateOnValidation } from '../../train/evaluate-on-validation.js'
import type { TrainingPlan } from '../../train/plan-training.js'

/**
 * Trains the planned regression. It is no attempt of the user's and is not counted: its thresholds are chosen by the validation set, but
 * nobody picks it for how well it did. Throws UserError where the data do not make a training.
 */
export async function trainLogistic(
  plan: TrainingPlan,
  sources: WorkspaceSources,
  context: WorkspaceContext,
): Promise<Classifier> {
  const splits = await splitRows(plan, sources)
  requireClasses(splits.training, plan)
  const { scaler, memory: megabytes, disk } = plan.request
  const { sampleWeights } = plan.learning
  const rows = await prepareRows(plan, sources, splits, { scaler, sampleWeights, megabytes, disk, shared: true })
  const { training, validation } = summarizeSplits(splits)
  const frames = await fillSelection(splits.frames, plan.bases, plan.request, sources)
  const { epochs, seed, patience, batchSize, sampling } = plan.request
  const task = context.progress.start('logistic regression, once for these rows', epochs, 'epochs')
  const fee = takerFee(context)
  try {
    const result = await fit({
      layers: plan.layers,
      classes: plan.target.value.classes,
      training: rows.matrix,
      validation: rows.validation,
      seed,
      epochs,
      patience,
      batchSize,
      sampling,
      learning: plan.learning,
      select: plan.monitor.rule,
      evaluate: evaluateOnValidation(frames, fee, seed),
      onEpoch: ({ epoch }) => task.update(epoch),
      signal: context.signal,
    })
    context.signal.throwIfAborted()
    const description = describeTraining({ plan, fee, training, validation, matrix: rows.matrix, result })
    return { description, model: result.model }
  } finally {
    task.end()
    await rows.close()
  }
}
