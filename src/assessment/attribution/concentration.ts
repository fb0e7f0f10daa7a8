import { DAY } from '../../core/time.js'
import type { Trade } from '../simulate-trades.js'

/** How much of a gain its best parts make. */
export interface TopShare {
  /** How many of the best. */
  readonly count: number
  /** What they gained together. */
  readonly gain: number
  /** That as a share of the whole gain, above 1 where the others lost; null where nothing was gained. */
  readonly share: number | null
}

/** How evenly a gain is spread over its parts. */
export interface GainShares {
  /** Number of parts. */
  readonly count: number
  readonly top: readonly TopShare[]
  /**
   * Herfindahl index of the gains and of the losses, each normalised: 0 where all parts are equal, 1 where one has it all (López de Prado
   * 2018, 14.5.1); null below two parts.
   */
  readonly herfindahl: { readonly gains: number | null; readonly losses: number | null }
}

/** Over trades, over the UTC days of their sales, and over bases. */
export interface Concentration {
  readonly trades: GainShares
  readonly days: GainShares
  readonly bases: GainShares
}

const TOP_TRADES = [1, 5, 10]
const TOP_DAYS = [1, 5]
const TOP_BASES = [1]

export function concentrationOf(trades: readonly Pick<Trade, 'base' | 'sellTime' | 'gain'>[]): Concentration {
  return {
    trades: gainShares(
      trades.map(({ gain }) => gain),
      TOP_TRADES,
    ),
    days: gainShares(
      sumBy(trades, ({ sellTime }) => Math.floor(sellTime / DAY)),
      TOP_DAYS,
    ),
    bases: gainShares(
      sumBy(trades, ({ base }) => base),
      TOP_BASES,
    ),
  }
}

function sumBy<T extends { readonly gain: number }>(
  trades: readonly T[],
  keyOf: (trade: T) => number | string,
): number[] {
  const sums = new Map<number | string, number>()
  for (const trade of trades) sums.set(keyOf(trade), (sums.get(keyOf(trade)) ?? 0) + trade.gain)
  return [...sums.values()]
}

/** `tops`: of how many of the best parts the gain is told; of more than there are it is not. */
export function gainShares(gains: readonly number[], tops: readonly number[]): GainShares {
  const sorted = gains.toSorted((a, b) => b - a)
  const total = sum(gains)
  return {
    count: gains.length,
    top: tops
      .filter((count) => count <= gains.length)
      .map((count) => {
        const gain = sum(sorted.slice(0, count))
        return { count, gain, share: total > 0 ? gain / total : null }
      }),
    herfindahl: {
      gains: herfindahl(gains.filter((gain) => gain > 0)),
      losses: herfindahl(gains.filter((gain) => gain < 0)),
    },
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

/** (Σ w² − 1/n) / (1 − 1/n), where w is the share of each of n values of one sign in their sum; null below two values. */
export function herfindahl(values: readonly number[]): number | null {
  const { length } = values
  if (length < 2) return null
  const total = sum(values)
  const squares = sum(values.map((value) => (value / total) ** 2))
  return (squares - 1 / length) / (1 - 1 / length)
}
