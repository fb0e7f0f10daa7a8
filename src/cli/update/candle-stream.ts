import { UserError, messageOf } from '../../core/errors.js'
import { SECOND } from '../../core/time.js'
import { candleInbox, type CandleInbox } from '../../exchange/candle-inbox.js'
import type { Exchange } from '../../exchange/exchange.js'

/** Finished candles of all followed markets, as the exchange tells them by itself. */
export interface CandleStream {
  readonly inbox: CandleInbox
  /** Whether it still runs; it ends where the exchange does not want it. */
  readonly runs: () => boolean
  close(): Promise<void>
}

/** Connecting takes a moment; what is missed meanwhile is asked for. */
const CONNECTING = 5 * SECOND

/** Undefined, with a line that says so, where the exchange has no such streams. */
export async function openCandleStream(
  exchange: Exchange,
  symbols: readonly string[],
  say: (line: string) => void,
): Promise<CandleStream | undefined> {
  if (!exchange.watchCandles) {
    say(`${exchange.id} has no stream that says when a candle is over: its candles are asked for each minute`)
    return undefined
  }
  const end = new AbortController()
  const inbox = candleInbox((reason) => say(`the stream broke (${reason}); connecting again`))
  let runs = true
  const watching = exchange
    .watchCandles(symbols, inbox, end.signal)
    .catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error
      say(`${messageOf(error)}; candles are asked for each minute instead`)
    })
    .finally(() => (runs = false))
  // A fault is told where the stream is closed; until then it must not end the process.
  await Promise.race([inbox.isUp(CONNECTING), watching.catch(() => undefined)])
  return {
    inbox,
    runs: () => runs,
    close: async () => {
      end.abort()
      await watching
    },
  }
}
