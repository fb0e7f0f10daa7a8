import type { PageTrade } from './replay.js'

export interface EquityStep {
  /** Epoch minutes. */
  readonly minute: number
  readonly gain: number
  readonly drawdown: number
}

/** Summed gain after each minute with sales, in the order of time. */
export function computeEquityPoints(trades: readonly PageTrade[]): EquityStep[] {
  const steps: EquityStep[] = []
  let gain = 0
  let peak = 0
  for (const trade of [...trades].sort((a, b) => a.sellMinute - b.sellMinute)) {
    gain += trade.gain
    peak = Math.max(peak, gain)
    if (steps.at(-1)?.minute === trade.sellMinute) steps.pop()
    steps.push({ minute: trade.sellMinute, gain, drawdown: peak - gain })
  }
  return steps
}
