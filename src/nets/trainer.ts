import { workerUrl } from '../core/worker-url.js'
import { parseLayers } from './layers/parse-layers.js'
import type { Layer } from './net.js'
import {
  lossesSchema,
  modelSchema,
  nothingSchema,
  openedSchema,
  scoresSchema,
  stateSchema,
} from './training-protocol.js'
import { startWorker } from './worker-calls.js'

/** Rows in memory; they are copied into the worker once, when the trainer is opened. */
export interface TrainingRows {
  readonly rows: number
  /** Scaled features, row-major [rows, inputs]. */
  readonly features: Float32Array
  /** Class of each row. */
  readonly labels: Uint8Array | Int32Array
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
}

export interface TrainerSpec {
  readonly layers: readonly Layer[]
  readonly inputs: number
  readonly classes: number
  readonly batchSize: number
  /** Decides initial weights and dropout masks. */
  readonly seed: number
  /** Default 0.001. */
  readonly learningRate?: number
  readonly data: TrainingRows | TrainingFile
  /** Threads inside one step; default 1. The result is the same bits at any number. */
  readonly threads?: number
}

/** All that a fit needs to go on as if it had never stopped. */
export interface TrainingState {
  /** Steps done since the beginning of the fit. */
  readonly step: number
  /** All weights, in the order of the net's parameters. */
  readonly weights: Float32Array
  /** The optimiser's accumulators, each as long as `weights`; their scaling is the optimiser's own. */
  readonly moments: readonly Float32Array[]
}

export interface TrainingChunk {
  /** Rows of the data that make up the batches: `steps · batchSize` indices, batch after batch. */
  readonly rows: Int32Array
  /** Number of steps done before this chunk; must be the trainer's own count. */
  readonly firstStep: number
}

/**
 * One net in training, in a worker thread of its own. Calls are worked off in order, one at a time. After a rejected call
 * the state is that of before the call.
 */
export interface Trainer {
  /** Number of weights. */
  readonly weights: number
  /** Runs `rows.length / batchSize` steps. `losses` holds the mean cross-entropy of each batch before its step. */
  run(chunk: TrainingChunk): Promise<{ readonly losses: Float32Array }>
  state(): Promise<TrainingState>
  /** Throws UserError where the state does not belong to this net. */
  restore(state: TrainingState): Promise<void>
  /** Scores [rows, classes] of scaled features [rows, inputs] with the weights as they are now, without dropout. */
  predict(features: Float32Array): Promise<Float32Array>
  /** The net with its weights as an ONNX model: inputs features [n, inputs], center, scale [inputs]; output scores [n, classes]. */
  inferenceModel(): Promise<Uint8Array>
  /** Ends the worker; later calls are rejected. Never rejects. */
  close(): Promise<void>
}

/** Starts a worker with the net, its first weights drawn from the seed. Throws UserError where layers and data do not fit. */
export async function openTrainer(spec: TrainerSpec): Promise<Trainer> {
  const { call, ended } = startWorker(workerUrl(import.meta.url, './training-worker.js'))
  const close = async (): Promise<void> => {
    await call({ call: 'close' }, nothingSchema).catch(() => {})
    await ended
  }
  try {
    const { weights } = await call({ call: 'open', spec: plainSpec(spec) }, openedSchema)
    let closed: Promise<void> | undefined
    return {
      weights,
      run: ({ rows, firstStep }) => call({ call: 'run', rows: compact(rows), firstStep }, lossesSchema),
      state: () => call({ call: 'state' }, stateSchema),
      restore: ({ step, weights, moments }) =>
        call(
          { call: 'restore', state: { step, weights: compact(weights), moments: moments.map(compact) } },
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

/** Only what the worker needs, checked to be plain data: all else that a caller's objects carry would be copied too. */
function plainSpec(spec: TrainerSpec): TrainerSpec {
  const { layers, inputs, classes, batchSize, seed, learningRate, threads, data } = spec
  const optional = { ...(learningRate !== undefined && { learningRate }), ...(threads !== undefined && { threads }) }
  return { layers: parseLayers(layers), inputs, classes, batchSize, seed, ...optional, data: plainData(data) }
}

function plainData(data: TrainerSpec['data']): TrainerSpec['data'] {
  const { rows } = data
  if ('features' in data) return { rows, features: compact(data.features), labels: compact(data.labels) }
  return { rows, file: data.file, featuresOffset: data.featuresOffset, labelsOffset: data.labelsOffset }
}

interface Values {
  readonly buffer: ArrayBufferLike
  readonly byteLength: number
}

/** The same values fit to be posted: of a view the whole buffer would go along, and the runtime refuses shared memory. */
function compact<T extends Values & { slice(): T }>(values: T): T {
  const { buffer, byteLength } = values
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? values : values.slice()
}
