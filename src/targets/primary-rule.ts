import type { Candles } from '../core/candles.js'
import { requireNumber, requireInteger } from '../core/require-option.js'
import { pctChange } from '../indicators/pct-change.js'
import { TRADE_CLASSES } from './target.js'

/** A simple rule that decides in which direction to act; a net then learns when acting on it pays. */
export interface PrimaryRule {
  /** Candles before a row that it reads. */
  readonly history: number
  /** For each row from `history` on an index into hold, buy, sell. Pure, and of past candles only. */
  signal(candles: Candles): Uint8Array
}

/** Evaluates a rule. Throws RangeError where it does not give one of the three classes for each row after its history. */
export function evaluateRule(rule: PrimaryRule, candles: Candles): Uint8Array {
  const sides = rule.signal(candles)
  const rows = Math.max(0, candles.grid.rows - rule.history)
  if (!(sides instanceof Uint8Array) || sides.length !== rows) {
    throw new RangeError(
      `the rule's signal is not a Uint8Array of ${rows}, one value for each candle after its history`,
    )
  }
  const other = sides.find((side) => side >= TRADE_CLASSES.length)
  if (other === undefined) return sides
  throw new RangeError(`the rule's signal has the value ${other}: expected an index into ${TRADE_CLASSES.join(', ')}`)
}

export interface ThresholdRuleOptions {
  /** Candles before a row that `values` reads. */
  readonly history: number
  /** One value for each row from `history` on, for example a column of a feature. */
  readonly values: (candles: Candles) => Float64Array | Float32Array
  /** The rule buys from this value on. */
  readonly buyFrom: number
  /** The rule sells at this value and below; it is below `buyFrom`. */
  readonly sellTo: number
}

/** A rule that buys where a value is high enough and sells where it is low enough. Throws RangeError where an option is out of range. */
export function thresholdRule({ history, values, buyFrom, sellTo }: ThresholdRuleOptions): PrimaryRule {
  requireInteger("the rule's history", history, 0)
  requireNumber('sellTo', sellTo, { below: buyFrom })
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

/** A rule that goes with the trend: it buys after a rise of at least `change` over `minutes` candles, sells after such a fall. */
export function momentumRule({ minutes, change }: { readonly minutes: number; readonly change: number }): PrimaryRule {
  requireInteger('minutes', minutes, 1)
  requireNumber('change', change, { above: 0 })
  return thresholdRule({
    history: minutes,
    values: ({ close }) => pctChange(close, { period: minutes, from: minutes }),
    buyFrom: change,
    sellTo: -change,
  })
}
