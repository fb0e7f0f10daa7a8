import { tableFromIPC } from 'apache-arrow'
import { ENGINES } from '../nets/training/choose-engine.js'
import type { TrainingState } from '../nets/training/trainer.js'
import { encodeArrowFile } from '../store/arrow/arrow-encode.js'

const STEP_KEY = 'followupward.step'
const ENGINE_KEY = 'followupward.engine'

/**
 * An Arrow IPC file with the columns `weights`, `moment1`, `moment2`, …, one row a weight, and in its metadata the step and the
 * engine that made it.
 */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  const columns = [
    ['weights', state.weights] as const,
    ...state.moments.map((values, index) => [`moment${index + 1}`, values] as const),
  ]
  const metadata = new Map([[STEP_KEY, String(state.step)]])
  if (state.engine) metadata.set(ENGINE_KEY, state.engine)
  return Buffer.concat(encodeArrowFile(columns, state.weights.length, metadata))
}

/** The inverse of `encodeTrainingState`; undefined where the bytes are not such a file. */
export function decodeTrainingState(bytes: Uint8Array): TrainingState | undefined {
  try {
    const table = tableFromIPC(bytes)
    const step = Number(table.schema.metadata.get(STEP_KEY))
    const columns = table.schema.fields.map((field): unknown => table.getChild(field.name)?.toArray())
    const [weights, ...moments] = columns.filter((values) => values instanceof Float32Array)
    const engine = ENGINES.find((name) => name === table.schema.metadata.get(ENGINE_KEY))
    return weights && Number.isInteger(step) ? { step, weights, moments, ...(engine && { engine }) } : undefined
  } catch {
    return undefined
  }
}
