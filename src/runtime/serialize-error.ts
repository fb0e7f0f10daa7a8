import { messageOf } from '../core/errors.js'
import { RequestError } from '../core/request-error.js'
import type { SerializedError } from './serialized-error.js'

/** Makes of an error what `deserializeError` makes one of. It needs no schema, so that a thread that starts does not load any. */
export function serializeError(error: unknown): SerializedError {
  const { name, stack } = error instanceof Error ? error : { name: 'Error', stack: undefined }
  const message = error instanceof RequestError ? error.messageFor((key) => `{${key}}`) : messageOf(error)
  return { name, message, ...(stack !== undefined && { stack }) }
}
