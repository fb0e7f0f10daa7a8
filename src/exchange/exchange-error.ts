import { UserError } from '../core/errors.js'

/** The exchange refused an order: nothing was placed. */
export class OrderRejectedError extends UserError {
  override readonly name = 'OrderRejectedError'

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
export class ExchangeRefusedError extends UserError {
  override readonly name = 'ExchangeRefusedError'
}

/** No answer came to a request that changes something: only asking the exchange tells whether it was done. */
export class OutcomeUnknownError extends UserError {
  override readonly name = 'OutcomeUnknownError'
}

/** A passing fault of a read (network, rate limit, maintenance): it was retried and still failed. */
export class ExchangeUnavailableError extends UserError {
  override readonly name = 'ExchangeUnavailableError'
}
