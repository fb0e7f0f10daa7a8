import { Worker } from 'node:worker_threads'
import type { z } from 'zod'
import { deserializeError } from '../../runtime/serialized-error.js'
import { createExitGate, createGateMemory } from './exit-gate.js'
import { replySchema, type TrainingCall } from './training-protocol.js'
import { UserError } from '../../core/errors.js'

/** Calls to a worker thread, each answered by a promise. */
export interface TrainingWorker {
  /** Rejects with the error that the worker threw, a UserError where memory did not suffice, or an Error where it has ended. */
  readonly call: <Schema extends z.ZodType>(body: TrainingCall, schema: Schema) => Promise<z.output<Schema>>
  /** Resolves when the worker has ended. */
  readonly ended: Promise<void>
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Room for short-lived objects, of which steps make few: without a limit the heap of a thread grows by 40 MB before it is collected. */
const YOUNG_MEGABYTES = 3

/** Starts a worker. It keeps the process alive only while a call is pending or its end is awaited. */
export function startTrainingWorker(script: URL): TrainingWorker {
  const memory = createGateMemory()
  const worker = new Worker(script, {
    workerData: memory,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  const { close } = createExitGate(memory)
  process.once('exit', close)
  const pending = new Map<number, Pending>()
  let failure: Error | undefined
  let count = 0
  let closing = false
  const takePending = (id: number): Pending | undefined => {
    const entry = pending.get(id)
    pending.delete(id)
    // A process that waits for the end of the worker must live until then.
    if (pending.size === 0 && !closing) worker.unref()
    return entry
  }
  worker.on('message', (message: unknown) => {
    const reply = replySchema.parse(message)
    if ('failure' in reply) takePending(reply.id)?.reject(toMemoryError(deserializeError(reply.failure)))
    else takePending(reply.id)?.resolve(reply.value)
  })
  worker.on('error', (error: Error) => (failure = toMemoryError(error)))
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      process.off('exit', close)
      failure ??= new Error('the training worker has ended')
      for (const entry of pending.values()) entry.reject(failure)
      pending.clear()
      resolve()
    })
  })
  return {
    ended,
    call: async (body, schema) => {
      if (failure) throw failure
      const id = ++count
      closing ||= body.call === 'close'
      const value = await new Promise<unknown>((resolve, reject) => {
        worker.postMessage({ id, body })
        pending.set(id, { resolve, reject })
        worker.ref()
      })
      return schema.parse(value)
    },
  }
}

/** The words of the runtime, the thread and the language for too little memory. */
const NO_MEMORY =
  /out of memory|allocation failed|failed to allocate|bad_alloc|invalid (?:typed )?(?:array|string|array buffer) length/i

/** Turns an error about memory into one line with what to do; another error stays as it is. */
export function toMemoryError(error: Error): Error {
  if (error instanceof UserError || !NO_MEMORY.test(error.message)) return error
  return new UserError(
    'there is not enough memory to train this net in batches of that size; take smaller batches, smaller layers or a shorter window',
    { cause: error },
  )
}
