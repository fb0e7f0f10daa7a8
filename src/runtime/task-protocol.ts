import { z } from 'zod'
import { serializedErrorSchema } from './serialized-error.js'

/** Anything that JSON can hold as it is: no NaN, no undefined, no functions. */
export const jsonSchema = z.json()
export type JsonValue = z.output<typeof jsonSchema>

const id = z.int().min(1)

/** What the executor sends to a worker process. */
export const workerMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), id, task: z.string(), request: jsonSchema }),
  z.strictObject({ kind: z.literal('cancel'), id }),
])
export type WorkerMessage = z.output<typeof workerMessageSchema>

/** What a worker process sends to the executor. */
export const executorMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), id, value: jsonSchema }),
  z.strictObject({ kind: z.literal('result'), id, value: jsonSchema }),
  z.strictObject({ kind: z.literal('error'), id, error: serializedErrorSchema }),
])
export type ExecutorMessage = z.output<typeof executorMessageSchema>
