import type { Trade } from './simulate-trades.js'
import { monthStart } from '../core/time.js'

/** Summed gain of the trades closed so far, each with the same stake; one point a sale, in the order of time. */
export interface EquityPoint {
  readonly time: number
  /** Share of one stake. */
  readonly gain: number
  /** How far the gain lies below its highest value so far, the start included; never negative. */
  readonly drawdown: number
}

export function equityCurve(trades: readonly Trade[]): EquityPoint[] {
  let gain = 0
  let peak = 0
  return [...trades]
    .sort((a, b) => a.sellTime - b.sellTime)
    .map((trade) => {
      gain += trade.gain
      peak = Math.max(peak, gain)
      return { time: trade.sellTime, gain, drawdown: peak - gain }
    })
}

/** The deepest drawdown of a curve, 0 for an empty one. */
export function maxDrawdown(curve: readonly EquityPoint[]): number {
  return curve.reduce((deepest, point) => Math.max(deepest, point.drawdown), 0)
}

/** What the trades of one base that were sold in one month gained together. */
export interface MonthlyGain {
  /** Epoch ms of the month's begin, UTC. */
  readonly month: number
  readonly base: string
  readonly gain: number
  readonly count: number
}

/** In the order of months, then of the bases as they come; months without a sale are left out. */
export function monthlyGains(trades: readonly Pick<Trade, 'base' | 'sellTime' | 'gain'>[]): MonthlyGain[] {
  const found = new Map<string, { month: number; base: string; gain: number; count: number }>()
  for (const { base, sellTime, gain } of trades) {
    const month = monthStart(sellTime)
    const key = `${month} ${base}`
    const sum = found.get(key) ?? { month, base, gain: 0, count: 0 }
    sum.gain += gain
    sum.count++
    found.set(key, sum)
  }
  return [...found.values()].sort((a, b) => a.month - b.month)
}
