import { UserError } from '../../core/errors.js'

/** What was asked for does not exist (any more): answered with 404. */
export class NotThere extends UserError {
  override readonly name = 'NotThere'
}
