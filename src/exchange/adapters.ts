import type { Exchange } from './exchange.js'
import { openCcxtExchange, type CcxtExchangeOptions } from './open-ccxt-exchange.js'

/** A way to one exchange, or to many of a kind. */
export interface ExchangeAdapter {
  /** Market types that it has candles of: `spot`, `stocks`, … */
  readonly marketTypes: readonly string[]
  open(options: CcxtExchangeOptions): Promise<Exchange>
}

const CCXT: ExchangeAdapter = { marketTypes: ['spot'], open: openCcxtExchange }

/** Adapters that ccxt has no part in, by the `exchange.id` that names them. */
const REGISTERED_ADAPTERS: ReadonlyMap<string, ExchangeAdapter> = new Map()

/** The adapter of an `exchange.id`: one of our own, else ccxt's, which refuses ids that it does not know. */
export function findAdapter(id: string): ExchangeAdapter {
  return REGISTERED_ADAPTERS.get(id) ?? CCXT
}
