import { z } from 'zod'
import { UserError, messageOf } from '../core/errors.js'

/** Any number, also NaN: the session says what is wrong with one, in words for the user. */
const number = z.custom<number>((value) => typeof value === 'number')
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array)
const ints = z.custom<Int32Array>((value) => value instanceof Int32Array)
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

const data = z.union([
  z.strictObject({ rows: number, features: floats, labels: z.union([bytes, ints]) }),
  z.strictObject({ rows: number, file: z.string(), featuresOffset: number, labelsOffset: number }),
])

const spec = z.strictObject({
  /** The planner checks these. */
  layers: z.unknown(),
  inputs: number,
  classes: number,
  batchSize: number,
  seed: number,
  learningRate: number.exactOptional(),
  threads: number.exactOptional(),
  data,
})

export const stateSchema = z.strictObject({ step: number, weights: floats, moments: z.array(floats) })
export const lossesSchema = z.strictObject({ losses: floats })
export const scoresSchema = floats
export const modelSchema = bytes
export const openedSchema = z.strictObject({ weights: number })
export const nothingSchema = z.undefined()

/** What a trainer asks of its worker. */
export const callSchema = z.discriminatedUnion('call', [
  z.strictObject({ call: z.literal('open'), spec }),
  z.strictObject({ call: z.literal('run'), rows: ints, firstStep: number }),
  z.strictObject({ call: z.literal('state') }),
  z.strictObject({ call: z.literal('restore'), state: stateSchema }),
  z.strictObject({ call: z.literal('predict'), features: floats }),
  z.strictObject({ call: z.literal('inferenceModel') }),
  z.strictObject({ call: z.literal('close') }),
])
export type TrainingCall = z.output<typeof callSchema>

/** A call with the number its reply will carry; the body is parsed where an error can still be replied. */
export const requestSchema = z.strictObject({ id: number, body: z.unknown() })

/** An error on its way between threads: its class is lost there, so it travels by name. */
const failure = z.strictObject({ name: z.string(), message: z.string(), stack: z.string().exactOptional() })
type Failure = z.output<typeof failure>

export const replySchema = z.union([
  z.strictObject({ id: number, failure }),
  z.strictObject({ id: number, value: z.unknown() }),
])
export type TrainingReply = z.output<typeof replySchema>

export function failureOf(error: unknown): Failure {
  const { name, stack } = error instanceof Error ? error : { name: 'Error', stack: undefined }
  return { name, message: messageOf(error), ...(stack !== undefined && { stack }) }
}

/** The error as it was thrown in the worker; its stack shows the worker's side. */
export function errorOf({ name, message, stack }: Failure): Error {
  const error = emptyError(name, message)
  if (stack !== undefined) error.stack = stack
  return error
}

function emptyError(name: string, message: string): Error {
  switch (name) {
    case 'UserError':
      return new UserError(message)
    case 'RangeError':
      return new RangeError(message)
    default:
      return new Error(message)
  }
}
