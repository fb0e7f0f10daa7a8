import { timeAt } from '../../../core/grid.js'
import { ASSET_PRECISION } from '../engine/decimal-format.js'
import { formatKline, type CandleDistortion } from '../engine/kline.js'
import { firstTradeId, publicTradesBetween, publicTradesOfCandle } from '../engine/public-trades.js'
import type { SimulatedMarket } from '../engine/simulated-market.js'

/** Streams of past candles and trades, and streams of the current state. */
export type HistoryKind = 'kline_1m' | 'trade' | 'aggTrade'
export type StreamKind = HistoryKind | 'depth' | 'depth@100ms' | 'ticker' | 'miniTicker' | 'bookTicker'
export const STREAM_KINDS: readonly StreamKind[] = [
  'kline_1m',
  'trade',
  'aggTrade',
  'depth',
  'depth@100ms',
  'ticker',
  'miniTicker',
  'bookTicker',
]

export interface MarketStream {
  readonly kind: StreamKind
  readonly market: SimulatedMarket
}

/** Parses the name of a stream, such as `btcusdt@kline_1m`; undefined for an unknown one. */
export function parseStreamName(name: string, markets: readonly SimulatedMarket[]): MarketStream | undefined {
  const [symbol = '', ...rest] = name.split('@')
  const market = markets.find((each) => each.symbol.toLowerCase() === symbol)
  const kind = STREAM_KINDS.find((each) => each === rest.join('@'))
  return market && kind && { kind, market }
}

export type DistortCandle = (symbol: string, opened: number, now: number) => CandleDistortion

/** Returns the candles or trades of one stream after `from`, up to and including `to`. */
export function historyEvents(
  { kind, market }: { readonly kind: HistoryKind; readonly market: SimulatedMarket },
  from: number,
  to: number,
  view: DistortCandle,
): Record<string, unknown>[] {
  if (kind === 'kline_1m') return klineEvents(market, from, to, view)
  const { symbol } = market
  return publicTradesBetween(market, from, to).map(({ id, time, price, quantity, buyerIsMaker }) => ({
    e: kind,
    E: time,
    s: symbol,
    ...(kind === 'trade' ? { t: id } : { a: id, f: id, l: id }),
    p: price.toFixed(ASSET_PRECISION),
    q: quantity.toFixed(ASSET_PRECISION),
    T: time,
    m: buyerIsMaker,
    M: true,
  }))
}

/** Returns one event for each candle that ended, and one for the current candle as far as it has come. */
function klineEvents(
  market: SimulatedMarket,
  from: number,
  to: number,
  view: DistortCandle,
): Record<string, unknown>[] {
  const { grid, filled } = market.candles
  const { interval } = grid.calendar
  const first = Math.max(0, Math.floor((from - timeAt(grid, 0)) / interval))
  const last = Math.min(grid.rows - 1, Math.floor((to - timeAt(grid, 0)) / interval))
  const events: Record<string, unknown>[] = []
  for (let row = first; row <= last; row++) {
    const opened = timeAt(grid, row)
    const at = Math.min(to, opened + interval)
    const shown = view(market.symbol, opened, at)
    if (at > from && filled[row] !== 1 && shown.missing !== true) events.push(klineEvent(market, row, at, shown))
  }
  return events
}

function klineEvent(market: SimulatedMarket, row: number, at: number, view: CandleDistortion): Record<string, unknown> {
  const [t, o, h, l, c, v, closes, q, n, buys, quoteBuys] = formatKline(market, row, at, view)
  const first = firstTradeId(market, row)
  const ids = { f: first, L: first + Math.max(0, publicTradesOfCandle(market, row).length - 1) }
  const candle = { t, T: closes, s: market.symbol, i: '1m', ...ids, o, c, h, l, v, n, q, V: buys, Q: quoteBuys, B: '0' }
  return { e: 'kline', E: at, s: market.symbol, k: { ...candle, x: at > Number(closes) } }
}
