import type { OpenPosition } from '../trade/trade-report.js'
import type { ResolvedThresholds } from '../trade/resolve-thresholds.js'
import type { STRATEGIES } from './request.js'

/** One round trip; money is decimal text. */
export interface BacktestTrade {
  readonly base: string
  readonly buyTime: number
  readonly sellTime: number
  /** Mean prices of the fills, without fees. */
  readonly buyPrice: string
  readonly sellPrice: string
  readonly amount: string
  /** In quote, after fees, and as a share of what was spent. */
  readonly profit: string
  readonly gain: number
}

/** What a backtest came to. */
export interface BacktestResult {
  readonly from: number
  readonly to: number
  /** Minutes of the range. */
  readonly minutes: number
  readonly strategy: (typeof STRATEGIES)[number]
  readonly orderType: 'limit' | 'market'
  /** What the scores are of: a classifier or a file; undefined without scores. */
  readonly scores: string | undefined
  readonly thresholds: ResolvedThresholds['thresholds'] | undefined
  readonly bases: readonly string[]
  /** Those of `bases` whose candles begin after the range does, or end before it ends, with the time. */
  readonly listed: Readonly<Record<string, number>>
  readonly delisted: Readonly<Record<string, number>>
  /** Whether no market in the store has ended: bases that did not survive are not in it, and gains are too good. */
  readonly survivorsOnly: boolean
  readonly quote: string
  readonly startQuote: string
  readonly endQuote: string
  /** Quote that the account was worth at the end. */
  readonly equity: number
  /** After fees, as a share of the start. */
  readonly gain: number
  /** Of sharing the stake equally over the bases at their first closes and selling at their last, after fees. */
  readonly buyAndHold: number
  /** The deepest fall from a highest value so far, by the minute, as a share of it. */
  readonly maxDrawdown: number
  readonly orders: number
  readonly fills: number
  readonly cancelled: number
  readonly rejected: number
  readonly trades: readonly BacktestTrade[]
  /** Share of the trades that gained; undefined without trades. */
  readonly hitRate: number | undefined
  /** Amounts by the coin that they were taken in. */
  readonly fees: Readonly<Record<string, string>>
  readonly positions: readonly OpenPosition[]
  /** The value by the minute; of a long time every second, third, … minute. */
  readonly equityCurve: readonly { readonly time: number; readonly value: number }[]
  /** Sets of the classifier's making to which the time belongs: its gain says nothing about any other time. */
  readonly seen: readonly string[]
  /** File of the book and name of the run in it, where it was written. */
  readonly book: { readonly file: string; readonly run: string } | undefined
}

/** The result as JSON values; `equity` has the whole curve, as with `trade`. */
export function backtestJson({ equityCurve, ...figures }: BacktestResult): unknown {
  return { ...figures, equity: equityCurve }
}
