import type { TradingRun } from '../../src/dashboard/trading/api.js'

/** What a run has gained since its first minute; 0.01 is one per cent. */
export function computeRunGain({ first, latest }: TradingRun): number | undefined {
  if (!first || !latest || Number(first.equity) === 0) return undefined
  return Number(latest.equity) / Number(first.equity) - 1
}
