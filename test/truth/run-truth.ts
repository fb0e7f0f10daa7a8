import type { Verdict } from '../../src/assessment/verdict/verdict.js'
import { assessMarket, type AssessedMarket, type MarketVerdicts } from './assess-market.js'
import { binomialBound, uniformPValue } from './measure-truth.js'
import type { MarketKind } from './simulate-market.js'

/** With and without drift, with and without clustered volatility; no edge. */
export const NOTHING_TO_LEARN: readonly MarketKind[] = [
  { drift: 0, clustered: false, edge: 0 },
  { drift: 0.005, clustered: false, edge: 0 },
  { drift: 0, clustered: true, edge: 0 },
  { drift: 0.005, clustered: true, edge: 0 },
]

/** How often verdicts of one sort claim an edge. */
export interface Claims {
  /** Markets on which a verdict could claim: there were enough trades and days. */
  readonly sayable: number
  readonly edges: number
  readonly share: number
  /** As many claims as 5 % make likely (95 %, binomial). */
  readonly bound: number
  /** Whether the p-values are uniform: the p-value of Kolmogorov and Smirnov's test. */
  readonly uniform: number
  readonly meanTrades: number
  readonly meanDailyGain: number
  /** Mean of the annual Sharpe ratios. */
  readonly meanSharpe: number
}

export type TruthFigures = Readonly<Record<keyof MarketVerdicts, Claims>>

export interface TruthOptions extends Omit<AssessedMarket, 'kind' | 'seed'> {
  readonly markets: number
  /** Kinds of the markets, one after the other. */
  readonly kinds: readonly MarketKind[]
  readonly firstSeed: number
  readonly onMarket?: (done: number) => void
}

/** Assesses so many simulated markets and counts the claims. */
export function runTruth({ markets, kinds, firstSeed, onMarket, ...assessed }: TruthOptions): TruthFigures {
  const found = Array.from({ length: markets }, (_, market) => {
    const [first = { drift: 0, clustered: false, edge: 0 }] = kinds
    const verdicts = assessMarket({
      ...assessed,
      kind: kinds[market % kinds.length] ?? first,
      seed: firstSeed + market,
    })
    onMarket?.(market + 1)
    return verdicts
  })
  return {
    selectionDays: countClaims(found.map((one) => one.selectionDays)),
    laterDays: countClaims(found.map((one) => one.laterDays)),
    bestOfNets: countClaims(found.map((one) => one.bestOfNets)),
  }
}

function countClaims(all: readonly Verdict[]): Claims {
  const verdicts = all.filter(({ status }) => status !== 'cannotBeSaid')
  const edges = verdicts.filter(({ status }) => status === 'edge').length
  const mean = (value: (verdict: Verdict) => number): number =>
    verdicts.reduce((sum, verdict) => sum + value(verdict), 0) / Math.max(1, verdicts.length)
  return {
    sayable: verdicts.length,
    edges,
    share: edges / Math.max(1, verdicts.length),
    bound: binomialBound(verdicts.length, 0.05),
    uniform: uniformPValue(verdicts.flatMap(({ figures }) => figures.luck?.pValue ?? [])),
    meanTrades: mean(({ figures }) => figures.trades),
    meanDailyGain: mean(({ figures }) => figures.dailyGain),
    meanSharpe: mean(({ figures }) => figures.sharpe?.annualRatio ?? 0),
  }
}
