import { Tensor } from 'onnxruntime-node'
import type { Device } from '../config/training-fields.js'
import { UserError, messageOf } from '../core/errors.js'
import { copyWindows } from './copy-windows.js'
import { createSession, floatsOf } from './onnx/session.js'
import { lazyStretches } from './streams/stretch-scorer.js'

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
  /**
   * The same bits for windows that lie in the rows of `minutes`, row-major [minutes, inputs]: `last`, ascending, has the position of the
   * last minute of each, before which lie the others of its window. What windows have in common is computed once where the net allows it.
   */
  scoreWindows(
    minutes: Float32Array,
    last: Int32Array,
    center: Float32Array,
    scale: Float32Array,
  ): Promise<Float32Array>
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
  const stretches = window > 1 && device === 'cpu' ? lazyStretches(model, inputs, classes) : undefined
  const score: Scorer['score'] = async (features, rows, center, scale) => {
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
  }
  return {
    inputs,
    classes,
    window,
    score,
    scoreWindows: async (minutes, last, center, scale) => {
      requireWindows({ inputs, window }, minutes, last)
      checkScaler(inputs, center, scale)
      const shared = await stretches?.find(minutes.length / inputs, last.length)
      if (shared) return shared.score(minutes, last, center, scale)
      const scores = new Float32Array(last.length * classes)
      for (let from = 0; from < last.length; from += chunkRows) {
        const chunk = last.subarray(from, from + chunkRows)
        const features =
          last.length * inputs === minutes.length
            ? minutes.subarray(from * inputs, (from + chunk.length) * inputs)
            : copyWindows(minutes, inputs, chunk, window)
        scores.set(await score(features, chunk.length, center, scale), from * classes)
      }
      return scores
    },
    close: async () => {
      await stretches?.close()
      await session.release()
    },
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
  { inputs, window }: Pick<Scorer, 'inputs' | 'window'>,
  features: Float32Array,
  rows: number,
  center: Float32Array,
  scale: Float32Array,
): void {
  if (!Number.isInteger(rows) || features.length !== rows * window * inputs) {
    const width = window > 1 ? `${window} minutes of ${inputs}` : inputs
    throw new RangeError(`${features.length} feature values are not ${rows} rows of ${width}`)
  }
  checkScaler(inputs, center, scale)
}

/** Throws RangeError where the minutes do not hold the windows. */
export function requireWindows(
  { inputs, window }: Pick<Scorer, 'inputs' | 'window'>,
  minutes: Float32Array,
  last: Int32Array,
): void {
  const [first = window - 1, end = first] = [last[0], last.at(-1)]
  if (minutes.length % inputs === 0 && first >= window - 1 && end < minutes.length / inputs) return
  throw new RangeError(
    `${minutes.length / inputs} minutes do not hold windows of ${window} that end at ${first} to ${end}`,
  )
}

function checkScaler(inputs: number, center: Float32Array, scale: Float32Array): void {
  if (center.length === inputs && scale.length === inputs) return
  throw new RangeError(
    `the scaler has ${center.length} centers and ${scale.length} scales, but the model has ${inputs} features`,
  )
}
