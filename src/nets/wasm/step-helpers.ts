import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../runtime/worker-url.js'
import type { HelperJob } from './step-helper.js'
import type { StepLayout } from './step-layout.js'

/** Threads that help with the slices of a trainer's steps. */
export interface StepHelpers {
  /** Resolves when they have ended; they must have been told to by the board. */
  ended(): Promise<void>
}

/** Starts the helpers of a layout, whose board must be ready. Alone they do not keep the process alive. */
export function startStepHelpers(memory: WebAssembly.Memory, layout: StepLayout): StepHelpers {
  const ends = Array.from({ length: layout.threads - 1 }, (_, i) => {
    const script = workerUrl(import.meta.url, './step-helper.js')
    const job: HelperJob = { memory, layout, thread: i + 1 }
    const worker = new Worker(script, { workerData: job, execArgv: [] })
    worker.unref()
    // One that does not come up is not missed: the others take all slices.
    worker.on('error', () => {})
    return new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  })
  return { ended: async () => void (await Promise.all(ends)) }
}
