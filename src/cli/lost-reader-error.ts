import { CancelledError } from '../core/errors.js'

/** A command was stopped because the reader of its output went away, as `head` does: that is no failure. */
export class LostReaderError extends CancelledError {
  override readonly name = 'LostReaderError'
}
