import { Decimal, ZERO } from '../core/decimal.js'
import type { Fill } from '../exchange/exchange.js'

/** What a book holds of a base: bought minus sold, net of fees taken in that coin. */
export interface Position {
  readonly symbol: string
  readonly amount: Decimal
  /** Mean fill price, weighted by amount, of what was bought and is still held; fees are not in it. */
  readonly averagePrice: Decimal
}

/**
 * Adds one fill to the positions, by symbol. A sale leaves the average price as it is. A fee in a third coin reduces what
 * the book holds of that coin, if anything. No position goes below zero: what was not bought here is not counted.
 */
export function applyFill(positions: Map<string, Position>, fill: Fill): void {
  const [base = '', quote = ''] = fill.symbol.split('/')
  const held = positions.get(fill.symbol) ?? { symbol: fill.symbol, amount: ZERO, averagePrice: ZERO }
  positions.set(fill.symbol, fill.side === 'buy' ? grown(held, fill) : shrunk(held, fill.amount))
  if (fill.fee.currency === quote) return
  const charged = fill.fee.currency === base ? fill.symbol : `${fill.fee.currency}/${quote}`
  const position = positions.get(charged)
  if (position) positions.set(charged, shrunk(position, fill.fee.amount))
}

/** All fills, in the order in which they happened, as positions by symbol. */
export function positionsFromFills(fills: readonly Fill[]): Map<string, Position> {
  const positions = new Map<string, Position>()
  for (const fill of fills) applyFill(positions, fill)
  return positions
}

function grown(held: Position, fill: Fill): Position {
  const amount = held.amount.plus(fill.amount)
  if (amount.isZero()) return held
  const cost = held.averagePrice.times(held.amount).plus(fill.price.times(fill.amount))
  return { symbol: held.symbol, amount, averagePrice: cost.div(amount) }
}

function shrunk(held: Position, amount: Decimal): Position {
  const left = held.amount.minus(Decimal.min(amount, held.amount))
  return { symbol: held.symbol, amount: left, averagePrice: left.isZero() ? new Decimal(0) : held.averagePrice }
}
