import { z } from 'zod'
import type { CcxtInstanceOptions } from '../ccxt/ccxt-instance.js'
import type { CcxtSession } from '../ccxt/ccxt-session.js'
import { openCcxtStreams, type CcxtStreams } from '../ccxt/ccxt-streams.js'
import { keepWatching, type WatchPolicy } from '../ccxt/keep-watching.js'
import { ExchangeRefusedError } from '../exchange-errors.js'
import type { CandleListener, Exchange } from '../exchange.js'
import type { BinanceMarkets } from './binance-markets.js'
import { klineEvent } from './binance-schemas.js'

/**
 * The number of streams in one subscription. Binance allows 1024 on a connection, and ccxt opens more connections where
 * it has to.
 */
const MAX_STREAMS_PER_SUBSCRIPTION = 100

/**
 * Watches the candles of Binance spot through ccxt.pro. The unified candles of ccxt say neither whether a candle is
 * finished nor its quote volume, so this function reads the messages behind them and passes on the finished candles
 * only.
 */
export function createBinanceCandleStream(
  options: CcxtInstanceOptions,
  session: CcxtSession,
  { marketIdOf }: BinanceMarkets,
  policy: WatchPolicy,
): NonNullable<Exchange['watchCandles']> {
  return async (symbols, listener, signal) => {
    const named = await Promise.all(symbols.map(async (symbol) => [await marketIdOf(symbol), symbol] as const))
    // // ccxt's streams would load the markets on their own, past the rate limits and the retries of the session.
    const markets = await session.read(z.unknown(), 'fetchMarkets')
    const streams = await openCcxtStreams(options, markets)
    const stop = (): void => void streams.disconnect()
    signal.addEventListener('abort', stop, { once: true })
    listenTo(streams, new Map(named), listener)
    try {
      await Promise.all(chunksOf(symbols).map((chunk) => watch(streams, chunk, listener, policy, signal)))
    } finally {
      signal.removeEventListener('abort', stop)
      await streams.close()
    }
  }
}

function listenTo(streams: CcxtStreams, symbols: ReadonlyMap<string, string>, listener: CandleListener): void {
  streams.onMessage('handleSubscriptionStatus', () => listener.onConnect())
  streams.onMessage('handleOHLCV', (message) => {
    const event = klineEvent.safeParse(message)
    const symbol = event.success ? symbols.get(event.data.s) : undefined
    if (!event.success || symbol === undefined || !event.data.k.x || event.data.k.i !== '1m') return
    const { t, o, h, l, c, v, q, n, V } = event.data.k
    listener.onCandle(symbol, {
      time: t,
      open: o,
      high: h,
      low: l,
      close: c,
      volume: v,
      quoteVolume: q,
      trades: n,
      takerBuyVolume: V,
    })
  })
}

function watch(
  streams: CcxtStreams,
  symbols: readonly string[],
  listener: CandleListener,
  policy: WatchPolicy,
  signal: AbortSignal,
): Promise<void> {
  const wanted = symbols.map((symbol) => [symbol, '1m'])
  return keepWatching(
    {
      next: () => streams.watch('watchOHLCVForSymbols', wanted),
      disconnect: () => streams.disconnect(),
      onError: (error, wait) => {
        const { kind, text } = streams.classifyError(error)
        if (kind === 'refused' || kind === 'credentials')
          throw new ExchangeRefusedError(`binance refused its streams: ${text}`)
        listener.onDisconnect(text, wait)
      },
    },
    policy,
    signal,
  )
}

function chunksOf(symbols: readonly string[]): string[][] {
  const count = Math.ceil(symbols.length / MAX_STREAMS_PER_SUBSCRIPTION)
  return Array.from({ length: count }, (_, chunk) =>
    symbols.slice(chunk * MAX_STREAMS_PER_SUBSCRIPTION, (chunk + 1) * MAX_STREAMS_PER_SUBSCRIPTION),
  )
}
