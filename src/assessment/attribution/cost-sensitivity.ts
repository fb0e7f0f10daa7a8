import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, tradeGain, type Trade, type TradeRule } from '../simulate-trades.js'
import { changeFills, type FillChange } from './change-fills.js'

/** A spread that trades are made with again. */
export interface SpreadStep {
  /** Factor of the spread of the fills; null where these have none, and the spread is an assumption. */
  readonly factor: number | null
  /** Mean spread of the trades, from bid to ask, as a share of the price. */
  readonly share: number
}

/** What the gain becomes where trading costs more or less. Gains are summed over trades, as shares of the stake. */
export interface CostSensitivity {
  /** Fees a side, ascending, as shares; the one that was assessed is among them. */
  readonly fees: readonly number[]
  readonly spreads: readonly SpreadStep[]
  /** Minutes by which each fill comes later than assessed; the first is 0. */
  readonly delays: readonly number[]
  /** By `[delay][spread][fee]`. */
  readonly gain: readonly (readonly (readonly number[])[])[]
  /** Mean gain of a trade before fee, spread and slippage, and what these take of it; null without a trade. */
  readonly perTrade: { readonly gross: number; readonly costs: number } | null
  /** The fee a side at which nothing is gained with the fills as assessed; below 0 where a loss is made without any; null without a trade. */
  readonly breakEvenFee: number | null
}

const SPREAD_FACTORS = [0, 1, 2]
/** Spreads that are tried where fills have none. */
const SPREAD_SHARES = [0, 0.0005, 0.001]
const FEE_FACTORS = [0, 0.5, 1, 2]
/** Fees that are tried where there is none. */
const FEES = [0, 0.0005, 0.001, 0.002]
const DELAYS = [0, 1, 5]

/**
 * Trades the cell of `rule` again at other fees, spreads and delays. The exits are those of the rule; where they depend on what was
 * paid, the trades themselves may differ.
 */
export function costSensitivity(series: readonly ScoredSeries[], rule: TradeRule): CostSensitivity {
  const fees = rule.fee > 0 ? FEE_FACTORS.map((factor) => factor * rule.fee) : FEES
  const hasFills = series.some(({ fills }) => fills)
  const steps: readonly FillChange[] = hasFills
    ? SPREAD_FACTORS.map((spreadFactor) => ({ spreadFactor }))
    : SPREAD_SHARES.map((addedSpread) => ({ addedSpread }))
  const traded = DELAYS.map((delay) => steps.map((step) => tradeWith(series, rule, { ...step, delay })))
  const assessed = tradeWith(series, rule, {})
  return {
    fees,
    spreads: steps.map(({ spreadFactor = null }, i) => ({
      factor: spreadFactor,
      share: meanSpread(traded[0]?.[i] ?? []),
    })),
    delays: DELAYS,
    gain: traded.map((spreads) => spreads.map((trades) => fees.map((fee) => gainAt(trades, fee)))),
    perTrade: assessed.length > 0 ? costsPerTrade(assessed, rule.fee) : null,
    breakEvenFee: breakEvenFee(assessed),
  }
}

function tradeWith(series: readonly ScoredSeries[], rule: TradeRule, change: FillChange): readonly Trade[] {
  return series.flatMap((one) => simulateTrades(changeFills(one, change), rule))
}

function meanSpread(trades: readonly Trade[]): number {
  return trades.length > 0 ? trades.reduce((sum, { costs }) => sum + (costs?.spread ?? 0), 0) / trades.length : 0
}

/** Summed gain of the same trades at another fee a side. */
export function gainAt(trades: readonly Trade[], fee: number): number {
  return trades.reduce((sum, { buyPrice, sellPrice }) => sum + tradeGain(buyPrice, sellPrice, fee), 0)
}

/**
 * The fee a side at which the trades gain nothing: (q − n) / (q + n), where q is the sum of the ratios of sale and purchase of n
 * trades; null without a trade.
 */
export function breakEvenFee(trades: readonly Pick<Trade, 'buyPrice' | 'sellPrice'>[]): number | null {
  if (trades.length === 0) return null
  const ratios = trades.reduce((sum, { buyPrice, sellPrice }) => sum + sellPrice / buyPrice, 0)
  return (ratios - trades.length) / (ratios + trades.length)
}

function costsPerTrade(trades: readonly Trade[], fee: number): NonNullable<CostSensitivity['perTrade']> {
  const net = gainAt(trades, fee) / trades.length
  const gross = trades.reduce((sum, trade) => sum + grossGain(trade), 0) / trades.length
  return { gross, costs: gross - net }
}

/** Between the middles of bid and ask, but for the squares of spread and slippage. */
function grossGain({ buyPrice, sellPrice, costs }: Trade): number {
  return (sellPrice / buyPrice) * (1 + (costs?.spread ?? 0) + (costs?.slippage ?? 0)) - 1
}
