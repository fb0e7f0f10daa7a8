import type { Candles } from '../core/candles.js'
import { simpleReturn } from '../indicators/returns.js'
import { TRADE_CLASSES } from './target.js'

/** A simple rule that decides in which direction to act; a net then learns when acting on it pays. */
export interface PrimaryRule {
  /** Candles before a row that it reads. */
  readonly history: number
  /** For each row from `history` on an index into hold, buy, sell. Pure, and of past candles only. */
  signal(candles: Candles): Uint8Array
}

export interface ThresholdRuleOptions {
  /** Candles before a row that `values` reads. */
  readonly history: number
  /** One value for each row from `history` on, for example a column of a feature. */
  readonly values: (candles: Candles) => Float64Array | Float32Array
  /** Buys from this value on. */
  readonly buyFrom: number
  /** Sells down to this value; below `buyFrom`. */
  readonly sellTo: number
}

/** Buys where a value is high enough and sells where it is low enough. */
export function thresholdRule({ history, values, buyFrom, sellTo }: ThresholdRuleOptions): PrimaryRule {
  const [hold, buy, sell] = (['hold', 'buy', 'sell'] as const).map((name) => TRADE_CLASSES.indexOf(name))
  const classOf = (value: number): number => (value >= buyFrom ? buy : value <= sellTo ? sell : hold) ?? 0
  const signal = (candles: Candles): Uint8Array => {
    const column = values(candles)
    const sides = new Uint8Array(column.length)
    for (let i = 0; i < sides.length; i++) sides[i] = classOf(column[i] ?? 0)
    return sides
  }
  return { history, signal }
}

/** Goes with the trend: buys after a rise of at least `change` over `minutes` candles, sells after such a fall. */
export function momentumRule({ minutes, change }: { readonly minutes: number; readonly change: number }): PrimaryRule {
  return thresholdRule({
    history: minutes,
    values: ({ close }) => simpleReturn(close, { window: minutes, from: minutes }),
    buyFrom: change,
    sellTo: -change,
  })
}
