import type { Trade } from './transactions.js'

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
