// The script of a thread that helps a trainer with the slices of its steps. What it is given is checked by hand: a schema's
// library would take 6 MB in each thread.
import { workerData } from 'node:worker_threads'
import { viewBoard, createSliceWork, runStepHelper } from './step-board.js'
import type { StepLayout } from './step-layout.js'

/** What a helper is started with. */
export interface HelperJob {
  readonly memory: WebAssembly.Memory
  readonly layout: StepLayout
  /** Its number, from 1. */
  readonly thread: number
}

function isHelperJob(value: unknown): value is HelperJob {
  if (typeof value !== 'object' || value === null) return false
  const { memory, layout, thread }: Partial<Record<keyof HelperJob, unknown>> = value
  return memory instanceof WebAssembly.Memory && typeof layout === 'object' && Number.isInteger(thread)
}

const job: unknown = workerData
if (!isHelperJob(job)) throw new TypeError('this script runs in a helper thread only')
const { memory, layout, thread } = job
runStepHelper(viewBoard(memory, layout), layout.slices, createSliceWork(memory, layout, thread))
