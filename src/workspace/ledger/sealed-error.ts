import { RequestError } from '../../core/request-error.js'
import type { MarketRange } from '../../store/ledger/market-ranges.js'

/** Thrown where sealed minutes would be looked at and nobody has opened them. */
export class SealedError extends RequestError {
  override readonly name: string = 'SealedError'

  constructor(
    text: string,
    /** The minutes that are closed. */
    readonly ranges: readonly MarketRange[],
  ) {
    super(text)
  }
}
