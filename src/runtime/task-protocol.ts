import { z } from 'zod'
import { serializedErrorSchema } from './serialized-error.js'

const jsonSchema = z.json()

/** Anything that JSON can hold. */
export type JsonValue = z.output<typeof jsonSchema>

/**
 * A value as JSON; properties that are undefined are left out, and undefined itself is null. Throws TypeError where something
 * would arrive as something else, such as NaN, a map or an array of numbers of one type.
 */
export function toJson(value: unknown): JsonValue {
  const text = JSON.stringify(value, refuseOthers)
  const parsed: unknown = text === undefined ? null : JSON.parse(text)
  return jsonSchema.parse(parsed)
}

function refuseOthers(key: string, value: unknown): unknown {
  const holds = typeof value === 'object' ? value === null || isPlain(value) : isPrimitive(value)
  if (holds) return value
  const shown = typeof value === 'object' && value ? value.constructor.name : String(value)
  throw new TypeError(`${key === '' ? 'the value' : key} is ${shown}, which JSON cannot hold`)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function isPrimitive(value: unknown): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : ['string', 'boolean', 'undefined'].includes(typeof value)
}

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
