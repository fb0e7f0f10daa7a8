import type { z } from 'zod'
import { serializeError } from './serialize-error.js'
import { toJson, workerMessageSchema, type ExecutorMessage, type WorkerMessage } from './task-protocol.js'

/** What a task knows of the executor that it runs for. */
export interface TaskContext {
  /** Is aborted where the task is cancelled: it stops at its next safe point, by rejecting. */
  readonly signal: AbortSignal
  /** Reports how far the task is, as JSON. */
  readonly progress: (value: unknown) => void
}

/** Does a task; the value that it resolves to is JSON. */
export type TaskHandler = (request: unknown, context: TaskContext) => Promise<unknown>

/** A handler whose request is checked first. */
export function taskHandler<T>(
  schema: z.ZodType<T>,
  run: (request: T, context: TaskContext) => Promise<unknown>,
): TaskHandler {
  return (request, context) => run(schema.parse(request), context)
}

/**
 * Makes this process a worker of an executor: answers each task with the value of the handler of that name, or with its error.
 * The process ends with that of the executor. Ctrl-C, which reaches all processes of a terminal, is left to the executor.
 */
export function serveTasks(handlers: Readonly<Record<string, TaskHandler>>): void {
  if (!process.send) throw new Error('this script runs as a worker process of an executor only')
  const running = new Map<number, AbortController>()
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit())
  process.on('message', (message: unknown) => {
    const parsed = workerMessageSchema.parse(message)
    if (parsed.kind === 'cancel') running.get(parsed.id)?.abort()
    else void answer(parsed, handlers, running)
  })
}

async function answer(
  { id, task, request }: Extract<WorkerMessage, { kind: 'run' }>,
  handlers: Readonly<Record<string, TaskHandler>>,
  running: Map<number, AbortController>,
): Promise<void> {
  const controller = new AbortController()
  running.set(id, controller)
  const progress = (value: unknown): void => send({ kind: 'progress', id, value: toJson(value) })
  try {
    const handler = handlers[task]
    if (!handler) throw new Error(`no task is called ${task}; there are ${Object.keys(handlers).join(', ')}`)
    const value = toJson(await handler(request, { signal: controller.signal, progress }))
    send({ kind: 'result', id, value })
  } catch (error) {
    send({ kind: 'error', id, error: serializeError(error) })
  } finally {
    running.delete(id)
  }
}

/** Where the executor has gone, so does this process; there is nobody to tell. */
function send(message: ExecutorMessage): void {
  process.send?.(message, undefined, undefined, () => {})
}
