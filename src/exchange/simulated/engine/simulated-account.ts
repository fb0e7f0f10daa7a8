import { ZERO, type Decimal } from '../../../core/decimal.js'
import { EngineError } from './engine-error.js'

export interface AssetBalance {
  readonly free: Decimal
  readonly locked: Decimal
}

/**
 * The balances of one account. The amount that an open order may spend is locked; free and locked amounts never fall
 * below zero.
 */
export interface SimulatedAccount {
  balances(): ReadonlyMap<string, AssetBalance>
  /** Fees paid so far, by asset: together with the balances and the fills they account for all money. */
  fees(): ReadonlyMap<string, Decimal>
  /** Moves an amount from free to locked; throws EngineError where too little is free. */
  lock(asset: string, amount: Decimal): void
  release(asset: string, amount: Decimal): void
  spendLocked(asset: string, amount: Decimal): void
  /** Adds a received amount, less its fee. */
  credit(asset: string, amount: Decimal, fee: Decimal): void
  /** Pays a fee out of the free amount; returns false, with nothing changed, where that is too little. */
  payFee(asset: string, fee: Decimal): boolean
}

const NOTHING: AssetBalance = { free: ZERO, locked: ZERO }

export function openSimulatedAccount(deposits: ReadonlyMap<string, Decimal>): SimulatedAccount {
  const balances = new Map<string, AssetBalance>()
  const fees = new Map<string, Decimal>()
  const of = (asset: string): AssetBalance => balances.get(asset) ?? NOTHING
  const change = (asset: string, free: Decimal, locked: Decimal): void => {
    const next = { free: of(asset).free.plus(free), locked: of(asset).locked.plus(locked) }
    if (next.free.lt(0) || next.locked.lt(0)) throw new RangeError(`balance of ${asset} would fall below zero`)
    balances.set(asset, next)
  }
  const book = (asset: string, fee: Decimal): void => {
    fees.set(asset, (fees.get(asset) ?? ZERO).plus(fee))
  }
  for (const [asset, amount] of deposits) change(asset, amount, ZERO)
  return {
    balances: () => balances,
    fees: () => fees,
    lock: (asset, amount) => {
      if (of(asset).free.lt(amount)) throw new EngineError('insufficient-balance')
      change(asset, amount.negated(), amount)
    },
    release: (asset, amount) => change(asset, amount, amount.negated()),
    spendLocked: (asset, amount) => change(asset, ZERO, amount.negated()),
    credit: (asset, amount, fee) => {
      change(asset, amount.minus(fee), ZERO)
      book(asset, fee)
    },
    payFee: (asset, fee) => {
      if (of(asset).free.lt(fee)) return false
      change(asset, fee.negated(), ZERO)
      book(asset, fee)
      return true
    },
  }
}
