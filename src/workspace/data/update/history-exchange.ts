import { AsyncLocalStorage } from 'node:async_hooks'
import type { WorkspaceConfig } from '../../../config/schema.js'
import { shiftClock, type Clock } from '../../../core/clock.js'
import { UserError } from '../../../core/errors.js'
import { SECOND } from '../../../core/time.js'
import { findAdapter } from '../../../exchange/adapters.js'
import type { Exchange } from '../../../exchange/exchange.js'
import { connectRemoteClock } from '../../../exchange/simulated/clock/remote-clock.js'

/** Where history comes from. */
export interface HistoryExchange {
  /** The exchange's clock; the machine's until the exchange has been opened. */
  readonly clock: Clock
  /** Where the replay of a simulated exchange ends. */
  readonly end: number | undefined
  /** Milliseconds after the full minute until its candles can be expected. */
  readonly delay: number
  /** Machine's milliseconds that a stream is given to tell of them. */
  readonly streamWait: number
  /** The exchange is opened by the first call: loading ccxt takes a second. Market data need no key, so none is sent. */
  connect(): Promise<Exchange>
  /** Runs `work`, which may ask the exchange; `onRetry` hears of every request in it that is repeated. */
  countRetries<T>(onRetry: () => void, work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** About a minute of an exchange that does not answer is waited out; one that never answered is given up in five seconds. */
const PATIENCE = { attempts: 12, connectAttempts: 5 }

/** The exchange of the configuration, simulated where it has an address. Throws UserError where it has no such history. */
export async function openHistoryExchange(
  config: WorkspaceConfig,
  clock: Clock,
  signal: AbortSignal,
): Promise<HistoryExchange> {
  const { id, url } = config.exchange
  const adapter = findAdapter(id)
  if (!adapter.marketTypes.includes(config.market)) {
    throw new UserError(
      `market is ${config.market}: ${id} gives candles of ${adapter.marketTypes.join(', ')} only; import files of others with`,
      { remedy: 'data.import' },
    )
  }
  const simulated = url === undefined ? undefined : await connectRemoteClock(url, clock)
  const listeners = new AsyncLocalStorage<() => void>()
  let offset = 0
  const open = async (exchangeClock: Clock): Promise<Exchange> => {
    const exchange = await adapter.open({
      id,
      url,
      clock: exchangeClock,
      ...PATIENCE,
      signal,
      onRetry: () => listeners.getStore()?.(),
    })
    if (!simulated) offset = await offsetOf(exchange, clock)
    return exchange
  }
  const exchangeClock = simulated ?? shiftClock(clock, () => offset)
  let opened: Promise<Exchange> | undefined
  return {
    clock: exchangeClock,
    end: simulated?.range.to,
    delay: simulated ? 0 : 2 * SECOND,
    streamWait: simulated ? SECOND / 4 : 3 * SECOND,
    connect: () => {
      opened ??= open(exchangeClock).catch((error: unknown) => {
        opened = undefined
        throw error
      })
      return opened
    },
    countRetries: (onRetry, work) => listeners.run(onRetry, work),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  }
}

async function offsetOf(exchange: Exchange, clock: Clock): Promise<number> {
  const sent = clock.now()
  return (await exchange.fetchTime()) - Math.round((sent + clock.now()) / 2)
}
