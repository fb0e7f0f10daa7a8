import { UserError, messageOf } from '../../../core/errors.js'
import { SECOND } from '../../../core/time.js'
import { createCandleBuffer, type CandleBuffer } from '../../../exchange/candle-buffer.js'
import { ExchangeUnavailableError } from '../../../exchange/exchange-error.js'
import type { Exchange } from '../../../exchange/exchange.js'

/** Finished candles of all followed markets, as the exchange tells them by itself. */
export interface CandleStream {
  readonly inbox: CandleBuffer
  readonly runs: () => boolean
  /**
   * Begins where it does not run: an exchange that did not answer is tried again. One without such streams, or that refuses
   * them, is left alone from then on, and that is said.
   */
  begin(): Promise<void>
  close(): Promise<void>
}

/** Connecting takes a moment; what is missed meanwhile is asked for. */
const CONNECTING = 5 * SECOND

export function candleStream(
  exchange: () => Promise<Exchange>,
  symbols: readonly string[],
  say: (line: string) => void,
): CandleStream {
  const end = new AbortController()
  const inbox = createCandleBuffer((reason) => say(`the stream broke (${reason}); connecting again`))
  let state: 'waiting' | 'running' | 'useless' = 'waiting'
  let watching = Promise.resolve()
  const failed = (error: unknown): void => {
    state = error instanceof ExchangeUnavailableError ? 'waiting' : 'useless'
    if (!(error instanceof UserError)) throw error
    say(`${messageOf(error)}; candles are asked for each minute ${state === 'waiting' ? 'until then' : 'instead'}`)
  }
  const watch = async (): Promise<void> => {
    const { id, watchCandles } = await exchange()
    if (!watchCandles) {
      state = 'useless'
      say(`${id} has no stream that says when a candle is over: its candles are asked for each minute`)
      return
    }
    state = 'running'
    await watchCandles(symbols, inbox, end.signal)
  }
  return {
    inbox,
    runs: () => state === 'running',
    begin: async () => {
      if (state !== 'waiting') return
      watching = watch().catch(failed)
      // A fault that is none of the exchange is thrown where the stream is closed; until then it must not end the process.
      await Promise.race([inbox.waitUntilUp(CONNECTING), watching.catch(() => undefined)])
    },
    close: async () => {
      end.abort()
      await watching
    },
  }
}
