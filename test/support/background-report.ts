import { assess } from '../../src/assessment/assessment.js'
import { attributeGain } from '../../src/assessment/attribution/gain-attribution.js'
import { baselinesOf } from '../../src/assessment/baselines/baselines.js'
import { evaluateControl } from '../../src/assessment/baselines/positive-control.js'
import type { PairComparison } from '../../src/assessment/comparison/comparison.js'
import { comparisonSentences } from '../../src/assessment/comparison/comparison-sentences.js'
import type { ReportInput } from '../../src/assessment/report/build-report.js'
import { fillRows } from '../../src/assessment/row-fills.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { realisticFills } from '../../src/exchange/simulated/engine/fill-model.js'
import { goldenSource } from './golden-report.js'
import { scoredMarket } from './scored-market.js'

/** Of a minute, in quote. */
const VOLUME = 25_000
const trading = { fee: 0.0001 }
const cell = { buyThreshold: 0.5, sellThreshold: 0.5 }

/** Two bases of a simulated market with everything that can stand beside and behind a result. */
export function backgroundReport(): ReportInput {
  const series = [marketOf('fil', 1), marketOf('near', 2)]
  const volumes = new Map(series.map(({ base, close }) => [base, close.map(() => VOLUME)]))
  const assessment = assess(series, { ...trading, seed: 1, cell })
  const pairs = [pairOf()]
  return {
    assessment,
    source: goldenSource,
    candles: new Map(),
    history: [],
    timeZone: 'UTC',
    madeAt: Date.UTC(2024, 3, 1),
    attribution: attributeGain(assessment.bases, {
      rule: { ...cell, ...trading },
      orders: { stake: 1000, volumes },
    }),
    baselines: baselinesOf(series, {
      trading,
      cellChosenBy: 'validation',
      learned: {
        logistic: { series: [marketOf('fil', 1, 0.1), marketOf('near', 2, 0.1)], cell },
        control: evaluateControl({ base: 'fil', trainingRows: 900, validationRows: 300, gain: 0.97, ceiling: 1 }),
      },
    }),
    importance: {
      gain: assessment.overall.gain,
      draws: 5,
      blockMinutes: 1440,
      columns: [
        { column: 'ema_20', importance: 0.21, low: 0.15, high: 0.27 },
        { column: 'volume_10', importance: -0.01, low: -0.03, high: 0.02 },
      ],
    },
    comparison: {
      name: 'first-net',
      optimistic: true,
      pairs,
      sentences: comparisonSentences({ name: 'first-net', optimistic: true, pairs }),
    },
  }
}

/** Filled at the next open with half a spread and slippage; labelled by what the next ten minutes do. */
function marketOf(base: string, seed: number, edge = 0.3): ScoredSeries {
  const plain = scoredMarket({ base, seed, edge, days: 40 })
  const { close } = plain
  const open = close.map((price, row) => close[row - 1] ?? price)
  const market = {
    open,
    high: close.map((price, row) => 1.0005 * Math.max(price, open[row] ?? price)),
    low: close.map((price, row) => 0.9995 * Math.min(price, open[row] ?? price)),
    close,
    quoteVolume: close.map(() => VOLUME),
    filled: new Uint8Array(close.length),
    spread: close.map(() => 0.0002),
    tick: close.map(() => 0.001),
  }
  const target = plain.target.map((_, row) => {
    const change = (close[row + 11] ?? Number.NaN) / (close[row + 1] ?? Number.NaN) - 1
    return change > 0.005 ? 1 : change < -0.005 ? 2 : 0
  })
  return { ...plain, target, fills: fillRows(plain.ranges, market, realisticFills()) }
}

function pairOf(): PairComparison {
  return {
    name: 'second-net',
    bases: ['fil', 'near'],
    minutes: 3840,
    days: 40,
    first: { cell, inHindsight: false, trades: 120, gainPerDay: 0.004 },
    second: { cell, inHindsight: false, trades: 90, gainPerDay: 0.001 },
    figures: {
      difference: 0.003,
      interval: { low: 0.001, high: 0.005, confidence: 0.95 },
      blockDays: 2,
      pValue: 0.01,
      adjustedPValue: 0.01,
    },
    better: 'first',
    moreDays: 0,
  }
}
