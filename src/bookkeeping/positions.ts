import { Decimal, ZERO } from '../core/decimal.js'
import type { Fill } from '../exchange/exchange.js'

/** The amount of a base that a book holds: bought minus sold, net of fees taken in that coin. */
export interface Position {
  readonly symbol: string
  readonly amount: Decimal
  /** The mean price of the fills that bought what is still held, weighted by amount and without fees. */
  readonly averagePrice: Decimal
}

/**
 * Adds one fill to the positions by symbol. A sale leaves the average price unchanged. A fee in a third coin reduces
 * the position in that coin, where there is one. No position falls below zero: an amount that this book did not buy is
 * not counted.
 */
export function applyFill(positions: Map<string, Position>, fill: Fill): void {
  const [base = '', quote = ''] = fill.symbol.split('/')
  const before = positions.get(fill.symbol) ?? { symbol: fill.symbol, amount: ZERO, averagePrice: ZERO }
  positions.set(fill.symbol, fill.side === 'buy' ? increase(before, fill) : reduce(before, fill.amount))
  if (fill.fee.currency === quote) return
  const charged = fill.fee.currency === base ? fill.symbol : `${fill.fee.currency}/${quote}`
  const position = positions.get(charged)
  if (position) positions.set(charged, reduce(position, fill.fee.amount))
}

/** An amount that a person wrote off: it left the account without an order of the book. */
export interface Adjustment {
  readonly time: number
  readonly symbol: string
  readonly amount: Decimal
}

/** Sums up fills and adjustments, in the order in which they happened, to positions by symbol. */
export function positionsFromFills(
  fills: readonly Fill[],
  adjustments: readonly Adjustment[] = [],
): Map<string, Position> {
  const positions = new Map<string, Position>()
  const waiting = [...adjustments].sort((a, b) => a.time - b.time)
  const adjustUntil = (time: number): void => {
    for (let next = waiting[0]; next && next.time < time; next = waiting[0]) {
      applyAdjustment(positions, next)
      waiting.shift()
    }
  }
  for (const fill of fills) {
    adjustUntil(fill.time)
    applyFill(positions, fill)
  }
  adjustUntil(Infinity)
  return positions
}

function applyAdjustment(positions: Map<string, Position>, { symbol, amount }: Adjustment): void {
  const position = positions.get(symbol)
  if (position) positions.set(symbol, reduce(position, amount))
}

function increase(position: Position, fill: Fill): Position {
  const amount = position.amount.plus(fill.amount)
  if (amount.isZero()) return position
  const cost = position.averagePrice.times(position.amount).plus(fill.price.times(fill.amount))
  return { symbol: position.symbol, amount, averagePrice: cost.div(amount) }
}

function reduce(position: Position, amount: Decimal): Position {
  const left = position.amount.minus(Decimal.min(amount, position.amount))
  return { symbol: position.symbol, amount: left, averagePrice: left.isZero() ? new Decimal(0) : position.averagePrice }
}
