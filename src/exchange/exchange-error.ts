import { UserError } from '../core/errors.js'

/** The exchange refused an order: nothing was placed. */
export class OrderRejected extends UserError {
  override readonly name = 'OrderRejected'
}

/** No answer came to a request that changes something: only asking the exchange tells whether it was done. */
export class OutcomeUnknown extends UserError {
  override readonly name = 'OutcomeUnknown'
}

/** A passing fault of a read (network, rate limit, maintenance): it was retried and still failed. */
export class ExchangeUnavailable extends UserError {
  override readonly name = 'ExchangeUnavailable'
}
