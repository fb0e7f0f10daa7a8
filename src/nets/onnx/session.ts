import { dirname } from 'node:path'
import { InferenceSession, type Tensor } from 'onnxruntime-node'
import type { Device } from '../../config/training-fields.js'

export interface SessionSettings {
  /** Threads inside one operator; default 1. */
  readonly threads?: number
  /** Default cpu. What it has no operator for is computed on the cpu. */
  readonly device?: Device
  /** A file that holds external tensors; they may lie in any file of its folder. */
  readonly externalFile?: string
}

/** A session, on the CPU deterministic. Rejects with the runtime's own message where it cannot read the model. */
export function createSession(model: Uint8Array, settings: SessionSettings = {}): Promise<InferenceSession> {
  const { threads = 1, externalFile, device = 'cpu' } = settings
  return InferenceSession.create(model, {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // What goes wrong is thrown: the runtime's own lines beside it are no more than noise.
    logSeverityLevel: 4,
    ...(externalFile && {
      extra: { session: { model_external_initializers_file_folder_path: dirname(externalFile) } },
    }),
  })
}

/** The values of a float output. */
export function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data
  if (!(data instanceof Float32Array)) throw new TypeError(`the model has no float output ${name}`)
  return data
}

/** The values in memory that threads do not share: ONNX Runtime refuses others. */
export function toUnshared(values: Float32Array | Int32Array): Float32Array | Int32Array {
  return values.buffer instanceof ArrayBuffer ? values : values.slice()
}
