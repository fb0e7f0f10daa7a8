import { UserError } from '../../core/errors.js'

/** A request that means nothing: answered with 400. */
export class BadRequestError extends UserError {
  override readonly name = 'BadRequestError'
}
