import { monthStart } from '../core/time.js'
import type { Trade } from './transactions.js'

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
