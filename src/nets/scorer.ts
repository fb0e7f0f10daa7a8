import { Tensor } from 'onnxruntime-node'
import type { Device } from '../config/training-fields.js'
import { UserError, messageOf } from '../core/errors.js'
import { createSession, floatsOf } from './onnx/session.js'

/** A net ready to score rows. Calls block the thread in pieces of a few milliseconds. */
export interface Scorer {
  readonly inputs: number
  readonly classes: number
  /** Minutes that a score is made from; 1: the current row alone. */
  readonly window: number
  /**
   * Scores [rows, classes] of raw (unscaled) features, row-major [rows, inputs], or [rows, window, inputs] with the current
   * minute last in each window; `center` and `scale` [inputs] are the
   * base's scaler, no scale is 0. The same row gives the same bits alone or among others.
   */
  score(features: Float32Array, rows: number, center: Float32Array, scale: Float32Array): Promise<Float32Array>
  close(): Promise<void>
}

/** Minutes a run of the session; memory stays flat over years of rows. */
const CHUNK_MINUTES = 8192

/** Reads a model as written by a trainer. Throws UserError where the bytes are not such a model. */
export async function openScorer(model: Uint8Array, device: Device = 'cpu'): Promise<Scorer> {
  const session = await createSession(model, { device }).catch((error: unknown) => {
    throw new UserError(`the model cannot be read: ${messageOf(error)}`)
  })
  const inputs = lastSize(session.inputMetadata, 'features')
  const classes = lastSize(session.outputMetadata, 'scores')
  const window = windowSize(session.inputMetadata)
  const width = window * inputs
  const chunkRows = Math.max(1, Math.floor(CHUNK_MINUTES / window))
  return {
    inputs,
    classes,
    window,
    score: async (features, rows, center, scale) => {
      checkLengths({ inputs, window }, features, rows, center, scale)
      const scaler = { center: new Tensor('float32', center, [inputs]), scale: new Tensor('float32', scale, [inputs]) }
      const scores = new Float32Array(rows * classes)
      for (let from = 0; from < rows; from += chunkRows) {
        const to = Math.min(rows, from + chunkRows)
        const shape = window > 1 ? [to - from, window, inputs] : [to - from, inputs]
        const chunk = new Tensor('float32', features.subarray(from * width, to * width), shape)
        const outputs = await session.run({ ...scaler, features: chunk })
        scores.set(floatsOf(outputs, 'scores'), from * classes)
      }
      return scores
    },
    close: () => session.release(),
  }
}

type Metadata = Awaited<ReturnType<typeof createSession>>['inputMetadata']

function lastSize(metadata: Metadata, name: string): number {
  const value = metadata.find((entry) => entry.name === name)
  const size = value?.isTensor ? value.shape.at(-1) : undefined
  if (typeof size === 'number') return size
  throw new UserError(`the model is no classifier of FollowUpward: it has no ${name} of fixed width`)
}

/** The middle size of features [n, window, inputs]; 1 of features [n, inputs]. */
function windowSize(metadata: Metadata): number {
  const value = metadata.find((entry) => entry.name === 'features')
  const [, window, inputs] = value?.isTensor ? value.shape : []
  if (inputs === undefined) return 1
  if (typeof window === 'number') return window
  throw new UserError('the model is no classifier of FollowUpward: its windows have no fixed length')
}

function checkLengths(
  { inputs, window }: { readonly inputs: number; readonly window: number },
  features: Float32Array,
  rows: number,
  center: Float32Array,
  scale: Float32Array,
): void {
  if (!Number.isInteger(rows) || features.length !== rows * window * inputs) {
    const width = window > 1 ? `${window} minutes of ${inputs}` : inputs
    throw new RangeError(`${features.length} feature values are not ${rows} rows of ${width}`)
  }
  if (center.length !== inputs || scale.length !== inputs) {
    throw new RangeError(
      `the scaler has ${center.length} centers and ${scale.length} scales, but the model has ${inputs} features`,
    )
  }
}
