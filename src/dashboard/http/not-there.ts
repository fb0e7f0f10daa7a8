import { UserError } from '../../core/errors.js'

/** What was asked for does not exist (any more): answered with 404. */
export class NotFoundError extends UserError {
  override readonly name = 'NotFoundError'
}
