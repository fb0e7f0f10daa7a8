import { UserError, messageOf } from '../../../core/errors.js'
import { SECOND } from '../../../core/time.js'
import { createCandleBuffer, type CandleBuffer } from '../../../exchange/candle-buffer.js'
import { ExchangeUnavailableError } from '../../../exchange/exchange-errors.js'
import type { Exchange } from '../../../exchange/exchange.js'

/** Finished candles of all followed markets, as the exchange tells them by itself. */
export interface CandleStream {
  /** What has come and was not taken yet. */
  readonly candles: CandleBuffer
  readonly isRunning: () => boolean
  /**
   * Starts it where it does not run: an exchange that did not answer is tried again. One without such streams, or that refuses
   * them, is left alone from then on, and that is logged.
   */
  start(): Promise<void>
  close(): Promise<void>
}

/** Connecting takes a moment; what is missed meanwhile is downloaded. */
const CONNECT_WAIT = 5 * SECOND

export function openCandleStream(
  connect: () => Promise<Exchange>,
  symbols: readonly string[],
  log: (line: string) => void,
): CandleStream {
  const end = new AbortController()
  const candles = createCandleBuffer((reason) => log(`the stream broke (${reason}); connecting again`))
  let state: 'waiting' | 'running' | 'unusable' = 'waiting'
  let watching = Promise.resolve()
  const onFailure = (error: unknown): void => {
    state = error instanceof ExchangeUnavailableError ? 'waiting' : 'unusable'
    if (!(error instanceof UserError)) throw error
    log(`${messageOf(error)}; candles are asked for each minute ${state === 'waiting' ? 'until then' : 'instead'}`)
  }
  const watch = async (): Promise<void> => {
    const { id, watchCandles } = await connect()
    if (!watchCandles) {
      state = 'unusable'
      log(`${id} has no stream that says when a candle is over: its candles are asked for each minute`)
      return
    }
    state = 'running'
    await watchCandles(symbols, candles, end.signal)
  }
  return {
    candles,
    isRunning: () => state === 'running',
    start: async () => {
      if (state !== 'waiting') return
      watching = watch().catch(onFailure)
      // An error that is none of the exchange is thrown where the stream is closed; until then it must not end the process.
      await Promise.race([candles.waitUntilUp(CONNECT_WAIT), watching.catch(() => undefined)])
    },
    close: async () => {
      end.abort()
      await watching
    },
  }
}
