import type { Candles } from '../../../src/core/candles.js'
import { timeAt } from '../../../src/core/grid.js'

/** One market of an exchange that is played for its adapter, in the exchange's own words. */
export interface Venue {
  /** The `exchange.id` that opens it. */
  readonly id: string
  /** Unified symbol. */
  readonly symbol: string
  /** Most candles of one answer, as the exchange documents it; more than that is a mistake. */
  readonly most: number
  /** The addresses of a server that replaces the exchange; of ccxt in the form of its `urls.api`. */
  readonly addresses: (url: string) => Record<string, unknown>
  /** The answer to a path and its query; undefined where there is no such endpoint. */
  readonly answer: (path: string, query: URLSearchParams) => unknown
}

export interface PlayedMarket {
  /** Filled minutes are those that the exchange leaves out. */
  readonly candles: Candles
  readonly now: () => number
}

export interface PlayedCandle {
  readonly time: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
}

/** Candles that open in `from ≤ time < to` and have begun, oldest first: the last one may be unfinished. */
export function candlesBetween({ candles, now }: PlayedMarket, from: number, to: number): PlayedCandle[] {
  const played: PlayedCandle[] = []
  for (let row = 0; row < candles.grid.rows; row++) {
    const time = timeAt(candles.grid, row)
    if (time < from || time >= to || time > now() || candles.filled[row] === 1) continue
    const text = (values: Float64Array): string => String(values[row])
    played.push({
      time,
      open: text(candles.open),
      high: text(candles.high),
      low: text(candles.low),
      close: text(candles.close),
      volume: text(candles.volume),
    })
  }
  return played
}

/** A number of the query that the exchange insists on. */
export function numberIn(query: URLSearchParams, name: string): number {
  const value = Number(query.get(name) ?? NaN)
  if (!Number.isFinite(value)) throw new Error(`${name} is missing`)
  return value
}
