import { UserError, messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { openScorer } from '../scorer.js'
import type { OnnxModel } from './import-onnx-model.js'
import type { OutputForm } from './model-requirements.js'
import { wrapModel } from './wrap-model.js'
import { toOneLine } from './runtime-errors.js'

/** Real rows that a net is tried on. */
export interface SampleRows {
  /** Raw, [rows, inputs] or [rows, window, inputs]. */
  readonly features: Float32Array
  readonly rows: number
  readonly center: Float32Array
  readonly scale: Float32Array
}

export interface ResolvedNet {
  readonly model: Uint8Array
  readonly form: OutputForm
  /** What its outputs were taken for, where that was not said. */
  readonly assumed: readonly string[]
}

/** Float32 of a softmax over a few classes; LightGBM and others round a little more. */
const SUM_TOLERANCE = 1e-3

/**
 * Runs a net on some rows, alone and together, and finds out what its outputs are. Throws UserError where it does not run, or its
 * outputs are not what they are said to be, or could be two things. `scoreWith` runs it, elsewhere where that is safer.
 */
export async function detectOutputActivation(
  net: OnnxModel,
  sample: SampleRows,
  scoreWith: typeof scoreSample = scoreSample,
): Promise<ResolvedNet> {
  const scores = await scoreWith({ label: net.label, model: wrapModel(net.model, net.wrapper, 'scores') }, sample)
  if (!scores.every(Number.isFinite)) {
    throw new UserError(`${net.label} gives scores that are no numbers on rows of the validation set; see its scaler`)
  }
  const looks = guessOutputForm(scores, scores.length / sample.rows)
  if (net.outputForm === undefined && looks === undefined) {
    throw new RequestError(
      `the outputs of ${net.label} lie between 0 and 1 but do not sum to one; choose {output} logits, or scores to take them as they are`,
    )
  }
  if (net.outputForm === 'probabilities' && looks !== 'probabilities') {
    throw new RequestError(
      `{output} is probabilities, but the outputs of ${net.label} do not sum to one, such as ${formatRow(scores, scores.length / sample.rows)}; choose logits, or scores to take them as they are`,
    )
  }
  const form = net.outputForm ?? looks ?? 'scores'
  const assumed =
    net.outputForm === undefined && form === 'logits' ? ['its outputs are logits: a softmax was added'] : []
  return { model: wrapModel(net.model, net.wrapper, form), form, assumed }
}

/** A net with the inputs and output of a classifier. */
export interface WrappedNet {
  readonly label: string
  readonly model: Uint8Array
}

/** The scores of some rows. Throws UserError where the net does not run on them, or not on each alone. */
export async function scoreSample(
  net: WrappedNet,
  { features, rows, center, scale }: SampleRows,
): Promise<Float32Array> {
  try {
    const scorer = await openScorer(net.model)
    try {
      const scores = await scorer.score(features, rows, center, scale)
      const width = features.length / rows
      for (const row of [0, rows - 1]) {
        const alone = await scorer.score(features.subarray(row * width, (row + 1) * width), 1, center, scale)
        requireSameAlone(alone, scores.subarray(row * scorer.classes))
      }
      return scores
    } finally {
      await scorer.close()
    }
  } catch (error) {
    throw new UserError(
      `${net.label} does not run on rows of the validation set (${toOneLine(messageOf(error))}); export it for any number of rows, such as dynamic_axes={'features': {0: 'n'}}`,
    )
  }
}

/** A net for a fixed number of rows may run on any, and mix them up. */
function requireSameAlone(alone: Float32Array, among: Float32Array): void {
  const differs = alone.some((value, index) => Math.abs(value - (among[index] ?? 0)) > 1e-4 * (1 + Math.abs(value)))
  if (differs) throw new Error(`its scores are not ${alone.length} a row, or are others alone than among others`)
}

function guessOutputForm(scores: Float32Array, classes: number): OutputForm | undefined {
  let [inside, whole] = [true, true]
  for (let from = 0; from < scores.length; from += classes) {
    const row = scores.subarray(from, from + classes)
    const sum = row.reduce((total, value) => total + value, 0)
    if (row.some((value) => value < 0 || value > 1 + SUM_TOLERANCE)) inside = false
    if (Math.abs(sum - 1) > SUM_TOLERANCE) whole = false
  }
  if (!inside) return 'logits'
  return whole ? 'probabilities' : undefined
}

function formatRow(scores: Float32Array, classes: number): string {
  return Array.from(scores.subarray(0, classes), (value) => value.toPrecision(3)).join(', ')
}
