import type { Clock } from '../core/clock.js'
import { UserError } from '../core/errors.js'
import { createRng, type Rng } from '../core/rng.js'
import { createBinanceExchange } from './binance/binance-exchange.js'
import { openCcxtClient } from './ccxt/ccxt-client.js'
import { createCcxtSession } from './ccxt/ccxt-session.js'
import { createUnifiedExchange } from './ccxt/unified-exchange.js'
import type { Exchange } from './exchange.js'

export interface CcxtExchangeOptions {
  /** The exchange's id in ccxt: `binance`, `kraken`, …. */
  readonly id: string
  /** Address of a simulated exchange instead of the real one. */
  readonly url?: string | undefined
  /** Addresses of a server that replaces the exchange, in the form of ccxt's `urls.api`. */
  readonly addresses?: Readonly<Record<string, unknown>> | undefined
  readonly apiKey?: string | undefined
  readonly secret?: string | undefined
  /** The exchange's time: the system's clock, or the clock of a simulated exchange. */
  readonly clock: Clock
  /** Milliseconds after which an unanswered request fails; default 10 000. */
  readonly timeout?: number
  /** Attempts of a read, and the milliseconds before the second; defaults 5 and 250. */
  readonly attempts?: number
  readonly initialDelay?: number
  /** Attempts of a read as long as the exchange has not answered at all; default: `attempts`. */
  readonly connectAttempts?: number
  /** Ends the retries of reads, which then throw CancelledError. */
  readonly signal?: AbortSignal | undefined
  /** Is called before a read is repeated, with the reason and the wait in milliseconds. */
  readonly onRetry?: (reason: string, wait: number) => void
  /** Spreads the waits between attempts; by default it is seeded by the time. */
  readonly rng?: Rng
}

const MAX_DELAY = 8000
/** Binance sends the current candle every two seconds, so a longer silence means a broken connection. */
const SILENCE_TIMEOUT = 90_000

/**
 * Opens an exchange through ccxt: Binance spot by its own endpoints, any other by ccxt's unified methods. Without key
 * and secret only market data can be fetched. Keys and secrets never appear in an error.
 */
export async function openCcxtExchange(options: CcxtExchangeOptions): Promise<Exchange> {
  if (Boolean(options.apiKey) !== Boolean(options.secret)) {
    throw new UserError('an API key needs its secret, and a secret its key; set both or neither')
  }
  const instance = { ...options, timeout: options.timeout ?? 10_000 }
  const client = await openCcxtClient(instance)
  const rng = options.rng ?? createRng(options.clock.now())
  const delays = { initialDelay: options.initialDelay ?? 250, maxDelay: MAX_DELAY, rng }
  const attempts = options.attempts ?? 5
  const session = createCcxtSession(client, {
    attempts,
    connectAttempts: options.connectAttempts ?? attempts,
    onRetry: (info, wait) => options.onRetry?.(info.text, wait),
    signal: options.signal,
    ...delays,
  })
  if (options.id !== 'binance') return createUnifiedExchange(client, session, options.clock)
  const { id, url, timeout } = instance
  return createBinanceExchange(client, session, options.clock, {
    // Market data need no key, so the streams get none.
    instance: { id, url, timeout },
    policy: { ...delays, silenceTimeout: SILENCE_TIMEOUT },
  })
}
