import { dirname } from 'node:path'
import { InferenceSession, type Tensor } from 'onnxruntime-node'

export interface SessionSettings {
  /** Threads inside one operator; default 1. */
  readonly threads?: number
  /** A file that holds external tensors; they may lie in any file of its folder. */
  readonly externalFile?: string
}

/** A session on the CPU, deterministic. Rejects with the runtime's own message where it cannot read the model. */
export function createSession(model: Uint8Array, settings: SessionSettings = {}): Promise<InferenceSession> {
  const { threads = 1, externalFile } = settings
  return InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
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
