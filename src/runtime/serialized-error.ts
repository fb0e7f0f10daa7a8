import { z } from 'zod'
import { UserError } from '../core/errors.js'
import { LimitError } from '../core/limit-error.js'
import { RequestError } from '../core/request-error.js'

/** An error on its way between threads: its class is lost there, so it travels by name. */
export const serializedErrorSchema = z.strictObject({
  name: z.string(),
  /** Of a RequestError with the keys of the request in braces. */
  message: z.string(),
  stack: z.string().exactOptional(),
})
export type SerializedError = z.output<typeof serializedErrorSchema>

/** The error as it was thrown in the worker; its stack shows the worker's side. */
export function deserializeError({ name, message, stack }: SerializedError): Error {
  const error = emptyError(name, message)
  if (stack !== undefined) error.stack = stack
  return error
}

function emptyError(name: string, message: string): Error {
  switch (name) {
    case 'UserError':
      return new UserError(message)
    case 'RequestError':
      return new RequestError(message)
    case 'LimitError':
      return new LimitError(message)
    case 'RangeError':
      return new RangeError(message)
    default:
      return new Error(message)
  }
}
