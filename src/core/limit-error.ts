import { UserError } from './errors.js'

/** Something foreign took more time, memory or bytes than it may. */
export class LimitError extends UserError {
  override readonly name: string = 'LimitError'
}
