import type { Exchange } from './exchange.js'
import { openCcxtExchange, type CcxtExchangeOptions } from './open-ccxt-exchange.js'

/** An adapter opens one exchange, or many of a kind. */
export interface ExchangeAdapter {
  /** The market types whose candles the adapter can fetch: `spot`, `stocks`, …. */
  readonly marketTypes: readonly string[]
  open(options: CcxtExchangeOptions): Promise<Exchange>
}

const CCXT: ExchangeAdapter = { marketTypes: ['spot'], open: openCcxtExchange }

/** The adapters that do not use ccxt, by the `exchange.id` that selects them. */
const REGISTERED_ADAPTERS: ReadonlyMap<string, ExchangeAdapter> = new Map()

/**
 * Finds the adapter of an `exchange.id`: a registered one, else that of ccxt, which refuses ids that it does not know.
 */
export function findAdapter(id: string): ExchangeAdapter {
  return REGISTERED_ADAPTERS.get(id) ?? CCXT
}
