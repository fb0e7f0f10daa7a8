import type { Device } from '../../config/training-fields.js'
import { wasmMemoryOf } from '../../runtime/shared-memory.js'
import { workerUrl } from '../../runtime/worker-url.js'
import { checkTrainingRows, checkTrainerSettings } from './check-trainer.js'
import { planKernelTraining, type Engine } from './choose-engine.js'
import { parseLayers } from '../plan/parse-layers.js'
import type { LossSpec } from '../losses/cross-entropy.js'
import type { Layer } from '../net.js'
import type { GradientClip, Regularization } from '../optimizers/clip-gradient.js'
import type { OptimizerSpec } from '../optimizers/optimizer.js'
import type { Schedule } from '../optimizers/schedule.js'
import {
  lossesSchema,
  modelSchema,
  nothingSchema,
  openedSchema,
  scoresSchema,
  trainingStateSchema,
  trainerSettingsSchema,
} from './training-protocol.js'
import { placeInSharedMemory, type SharedRows } from '../wasm/shared-rows.js'
import { startTrainingWorker } from './training-thread.js'

/**
 * Rows in memory. What `allocateSharedFloat32` or `allocateSharedRows` made stays where it is, if the kernel trains; else it is copied into the
 * worker once, when the trainer is opened.
 */
export interface TrainingRows {
  readonly rows: number
  /** Scaled features, row-major [rows, inputs]. */
  readonly features: Float32Array
  /** Class of each row. */
  readonly labels: Uint8Array | Int32Array
  /** Factor of each row's loss; default 1 each. */
  readonly sampleWeights?: Float32Array
  /** The memory in which a trainer has put the features, for threads that share them. */
  readonly shared?: SharedRows
  /** Byte where the labels begin, if they lie in the memory of the features. */
  readonly labelsAt?: number
}

/**
 * Rows in a file (little-endian, no header needed), mapped into memory: one copy for all workers and processes, read as
 * needed. The file must stay unchanged while a trainer is open.
 */
export interface TrainingFile {
  readonly rows: number
  readonly file: string
  /** Byte where the scaled features begin, float32 row-major [rows, inputs]. */
  readonly featuresOffset: number
  /** Byte where the classes begin, int32 [rows]. */
  readonly labelsOffset: number
  /** Byte where the factors of the rows' losses begin, float32 [rows]; left out, they are 1 each. */
  readonly sampleWeightsOffset?: number
}

export interface TrainerSpec {
  readonly layers: readonly Layer[]
  readonly inputs: number
  readonly classes: number
  /**
   * Minutes that the net looks at; default 1. With more, a row of a chunk stands for itself and the `window − 1` rows before
   * it in the data, which must be the minutes before it.
   */
  readonly window?: number
  readonly batchSize: number
  /** Decides initial weights and dropout masks. */
  readonly seed: number
  /** Default 0.001. */
  readonly learningRate?: number
  /** Default Adam. */
  readonly optimizer?: OptimizerSpec
  /** How the learning rate goes; default constant. */
  readonly schedule?: Schedule
  /** Default: a plain mean of cross-entropies. */
  readonly loss?: LossSpec
  readonly regularization?: Regularization
  readonly clip?: GradientClip
  readonly data: TrainingRows | TrainingFile
  /** Threads inside one step, of a chunk that says nothing else, and the most that one can have; default 1. The result is the same bits at any number. */
  readonly threads?: number
  /** Default: the kernel for small nets of dense layers, ONNX Runtime for all else. */
  readonly engine?: Engine
  /** Where ONNX Runtime computes; default cpu. The kernel knows no other. */
  readonly device?: Device
}

/** All that a training needs to go on as if it had never stopped. */
export interface TrainingState {
  /** Steps done since the beginning of the fit. */
  readonly step: number
  /** All weights, in the order of the net's parameters. */
  readonly weights: Float32Array
  /** The optimiser's accumulators, each as long as `weights`; their scaling is the optimiser's own. */
  readonly moments: readonly Float32Array[]
  /** The engine that made it, and goes on with it; absent: whatever the trainer would take. */
  readonly engine?: Engine
}

export interface TrainingChunk {
  /**
   * Rows of the data that make up the batches: `steps · batchSize` indices, batch after batch. In shared memory they are read
   * where they lie, and must not change before the steps are done.
   */
  readonly rows: Int32Array
  /** Number of steps done before this chunk; must be the trainer's own count. */
  readonly firstStep: number
  /** Factor of the learning rate in this chunk, for schedules driven from outside; default 1. */
  readonly rateFactor?: number
  /** Threads inside its steps, and those of later chunks that say nothing else. Another number takes some ten milliseconds to change to. */
  readonly threads?: number
}

/**
 * One net in training, in a worker thread of its own. Calls are worked off in order, one at a time. After a rejected call
 * the state is that of before the call.
 */
export interface Trainer {
  /** Number of weights. */
  readonly weights: number
  /** Runs `rows.length / batchSize` steps. `losses` holds the mean loss of each batch before its step. */
  run(chunk: TrainingChunk): Promise<{ readonly losses: Float32Array }>
  state(): Promise<TrainingState>
  /** Throws UserError where the state does not belong to this net. */
  restore(state: TrainingState): Promise<void>
  /**
   * Scores [rows, classes] of scaled features [rows, inputs], or [rows, window, inputs], with the weights as they are now,
   * without dropout.
   */
  predict(features: Float32Array): Promise<Float32Array>
  /** The net with its weights as an ONNX model, as `buildInferenceModel` has it. */
  inferenceModel(): Promise<Uint8Array>
  /** Ends the worker; later calls are rejected. Never rejects. */
  close(): Promise<void>
}

/** Starts a worker with the net, its first weights drawn from the seed. Throws UserError where layers and data do not fit. */
export async function openTrainer(spec: TrainerSpec): Promise<Trainer> {
  const { plain, release } = toMessage(spec)
  const { call, ended } = startTrainingWorker(workerUrl(import.meta.url, './training-worker.js'))
  const close = async (): Promise<void> => {
    await call({ call: 'close' }, nothingSchema).catch(() => {})
    await ended
    release()
  }
  try {
    const { weights } = await call({ call: 'open', spec: plain }, openedSchema)
    let closed: Promise<void> | undefined
    return {
      weights,
      run: ({ rows, ...rest }) => {
        const batches = rows.buffer instanceof SharedArrayBuffer ? rows : compact(rows)
        return call({ call: 'run', rows: batches, ...rest }, lossesSchema)
      },
      state: () => call({ call: 'state' }, trainingStateSchema),
      restore: ({ weights, moments, ...rest }) =>
        call(
          { call: 'restore', state: { ...rest, weights: compact(weights), moments: moments.map(compact) } },
          nothingSchema,
        ),
      predict: (features) => call({ call: 'predict', features: compact(features) }, scoresSchema),
      inferenceModel: () => call({ call: 'inferenceModel' }, modelSchema),
      close: () => (closed ??= close()),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Takes what the worker needs, checked to be plain data: all else that a caller's objects carry would be copied too. */
function toMessage(spec: TrainerSpec): { readonly plain: TrainerSpec; readonly release: () => void } {
  const { layers, ...settings } = trainerSettingsSchema.parse(spec)
  const parsed = { ...settings, layers: parseLayers(layers) }
  return shareRows(parsed) ?? { plain: { ...parsed, data: plainData(parsed.data) }, release: () => {} }
}

/** Puts the features in shared memory; undefined where the kernel is not to train or there is no room. */
function shareRows(spec: TrainerSpec): ReturnType<typeof toMessage> | undefined {
  if ('file' in spec.data) return undefined
  const { rows, features, labels, sampleWeights } = spec.data
  const labelMemory = wasmMemoryOf(labels)
  const sharedLabels = labelMemory !== undefined &&
    labelMemory === wasmMemoryOf(features) && { labelsAt: labels.byteOffset }
  const plan = planKernelTraining({ ...spec, data: { ...spec.data, ...sharedLabels } })
  if (!plan) return undefined
  checkTrainerSettings(spec)
  checkTrainingRows(spec)
  const lease = placeInSharedMemory(features, plan.layout(0).bytes)
  if (!lease) return undefined
  const { memory, features: from, room } = lease.rows
  const layout = plan.layout(room)
  const views = {
    features: new Float32Array(memory.buffer, from, features.length),
    labels: new Uint8Array(memory.buffer, layout.labels, rows),
    ...(sampleWeights && { sampleWeights: new Float32Array(memory.buffer, layout.sampleWeights, rows) }),
  }
  views.labels.set(labels)
  if (sampleWeights) views.sampleWeights?.set(sampleWeights)
  const data = { rows, ...views, shared: lease.rows, ...sharedLabels }
  return { plain: { ...spec, data }, release: () => lease.release() }
}

function plainData(data: TrainerSpec['data']): TrainerSpec['data'] {
  if ('file' in data) return data
  const { rows, features, labels, sampleWeights } = data
  const weights = sampleWeights && { sampleWeights: compact(sampleWeights) }
  return { rows, features: compact(features), labels: compact(labels), ...weights }
}

interface Values {
  readonly buffer: ArrayBufferLike
  readonly byteLength: number
}

/** Makes values fit to be posted: of a view the whole buffer would go along, and the runtime refuses shared memory. */
function compact<T extends Values & { slice(): T }>(values: T): T {
  const { buffer, byteLength } = values
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? values : values.slice()
}
