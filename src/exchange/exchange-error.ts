import { UserError } from '../core/errors.js'

/** The exchange refused an order: nothing was placed. */
export class OrderRejected extends UserError {
  override readonly name = 'OrderRejected'

  constructor(
    message: string,
    readonly reason: RejectionReason = 'other',
  ) {
    super(message)
  }
}

/** Why an order was refused: too little money, a limit of the market, a client id in use, a passing limit of requests. */
export type RejectionReason = 'funds' | 'limits' | 'duplicate' | 'busy' | 'other'

/** The exchange refused a request that is no order: a wrong key, no permission, an unknown symbol. */
export class ExchangeRefused extends UserError {
  override readonly name = 'ExchangeRefused'
}

/** No answer came to a request that changes something: only asking the exchange tells whether it was done. */
export class OutcomeUnknown extends UserError {
  override readonly name = 'OutcomeUnknown'
}

/** A passing fault of a read (network, rate limit, maintenance): it was retried and still failed. */
export class ExchangeUnavailable extends UserError {
  override readonly name = 'ExchangeUnavailable'
}
