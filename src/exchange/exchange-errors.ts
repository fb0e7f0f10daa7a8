import { UserError } from '../core/errors.js'

/** The exchange refused an order, and nothing was placed. */
export class OrderRejectedError extends UserError {
  override readonly name = 'OrderRejectedError'

  constructor(
    message: string,
    readonly reason: RejectionReason = 'other',
  ) {
    super(message)
  }
}

/** Why an order was refused: too little money, a limit of the market, a client order id in use, a rate limit. */
export type RejectionReason = 'funds' | 'limits' | 'duplicate' | 'busy' | 'other'

/** The exchange refused a request other than an order: a wrong key, no permission, an unknown symbol. */
export class ExchangeRefusedError extends UserError {
  override readonly name: string = 'ExchangeRefusedError'
}

/** The exchange does not have the market of a request, or not any more; it has ended the orders in it, too. */
export class UnknownMarketError extends ExchangeRefusedError {
  override readonly name = 'UnknownMarketError'
}

/**
 * No response came to a request that changes something: only a query of the exchange tells whether it was carried out.
 */
export class OutcomeUnknownError extends UserError {
  override readonly name = 'OutcomeUnknownError'
}

/** A transient error of a read (network, rate limit, maintenance): the read was retried and still failed. */
export class ExchangeUnavailableError extends UserError {
  override readonly name = 'ExchangeUnavailableError'
}
