import { UserError } from '../core/errors.js'

/** How the runtime, the thread and the language say that memory did not suffice. */
const NO_MEMORY =
  /out of memory|allocation failed|failed to allocate|bad_alloc|invalid (?:typed )?(?:array|string|array buffer) length/i

/** The same error, or where it is about memory a line with what to do. */
export function toMemoryError(error: Error): Error {
  if (error instanceof UserError || !NO_MEMORY.test(error.message)) return error
  return new UserError(
    'there is not enough memory to train this net in batches of that size; take smaller batches, smaller layers or a shorter window',
    { cause: error },
  )
}
