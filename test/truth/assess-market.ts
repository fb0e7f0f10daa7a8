import type { ThresholdPair } from '../../src/assessment/assessment.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { simulateTrades } from '../../src/assessment/simulate-trades.js'
import { dailyReturns, type DailyReturns } from '../../src/assessment/statistics/daily-returns.js'
import { thresholdMatrix, type ThresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import { makeVerdict } from '../../src/assessment/verdict/make-verdict.js'
import { MIN_TRADES, type Verdict } from '../../src/assessment/verdict/verdict.js'
import { MINUTE } from '../../src/core/time.js'
import { labelRows, simulateMarket, type MarketKind, type SimulatedMarket } from './simulate-market.js'
import { scoreRows, trainEpochs, type SmallNet } from './small-net.js'

/** How a market is assessed. */
export interface AssessedMarket {
  readonly kind: MarketKind
  readonly seed: number
  /** Days of each set. */
  readonly training: number
  readonly validation: number
  readonly later: number
  readonly epochs: number
  /** Nets that are trained, each with another horizon, of which the one that gains most on the later days is taken. */
  readonly nets: number
}

/** The verdicts on one market. */
export interface MarketVerdicts {
  /** Of the first net on the days that selected its epoch and its thresholds. */
  readonly selectionDays: Verdict
  /** Of the first net on later days. */
  readonly laterDays: Verdict
  /** Of the net that turned out to gain most on the later days, with all of them in the ledger. */
  readonly bestOfNets: Verdict
}

const HORIZONS = [30, 10, 60, 120, 20]
const TRADING = { fee: 0 }
const ROWS = 1440
const START = Date.UTC(2024, 0, 1)

/** Trains small nets on a simulated market, selects epoch and thresholds on its validation days, and gives the verdicts, at no cost. */
export function assessMarket(assessed: AssessedMarket): MarketVerdicts {
  const { kind, seed, training, validation, later, nets } = assessed
  const market = simulateMarket(kind, (training + validation + later) * ROWS, seed)
  const trained = Array.from({ length: nets }, (_, net) => trainNet(market, assessed, net))
  const [first] = trained
  if (!first) throw new RangeError('no net to assess; expected at least one')
  const best = trained.reduce((a, b) => (sumOf(b.daily) > sumOf(a.daily) ? b : a))
  const trials = trained.map(({ daily }) => daily)
  const laterDays = verdictOf(first, [], true)
  return {
    selectionDays: verdictOf(first, [], false),
    laterDays,
    bestOfNets: nets === 1 ? laterDays : verdictOf(best, trials, true),
  }

  function verdictOf(net: TrainedNet, known: readonly DailyReturns[], isLater: boolean): Verdict {
    return makeVerdict({
      trading: TRADING,
      trials: known,
      horizon: net.horizon,
      seed,
      draws: 400,
      selection: [net.validation],
      cell: net.cell,
      epochs: assessed.epochs,
      ...(isLater && { later: [net.later] }),
    })
  }
}

interface TrainedNet {
  readonly horizon: number
  readonly cell: ThresholdPair
  readonly validation: ScoredSeries
  readonly later: ScoredSeries
  /** Of the later days. */
  readonly daily: DailyReturns
}

function trainNet(market: SimulatedMarket, assessed: AssessedMarket, net: number): TrainedNet {
  const { training, validation, later, epochs, seed } = assessed
  const horizon = HORIZONS[net % HORIZONS.length] ?? 30
  const border = training * ROWS
  const labels = labelRows(market.close, horizon)
  const rows = { features: market.features, labels, rows: border - horizon }
  const end = border + validation * ROWS
  let best: { gain: number; net: SmallNet; cell: ThresholdPair; series: ScoredSeries } | undefined
  for (const found of trainEpochs(rows, epochs, seed + 1000 * net)) {
    const series = seriesOf(market, labels, found, border, end)
    const { gain, buyThreshold, sellThreshold } = selectCell(thresholdMatrix([series], TRADING))
    if (!best || gain > best.gain) best = { gain, net: found, cell: { buyThreshold, sellThreshold }, series }
  }
  if (!best) throw new RangeError('no epochs; expected at least one')
  const after = seriesOf(market, labels, best.net, end, end + later * ROWS)
  const traded = [{ series: after, trades: simulateTrades(after, { ...TRADING, ...best.cell }) }]
  return { horizon, cell: best.cell, validation: best.series, later: after, daily: dailyReturns(traded, TRADING) }
}

/** The cell that gains most among those with enough trades, as the training's rule demands them. */
function selectCell({ thresholds, gain, count }: ThresholdMatrix): ThresholdPair & { readonly gain: number } {
  const cells = thresholds.flatMap((buyThreshold, buy) =>
    thresholds.map((sellThreshold, sell) => ({
      buyThreshold,
      sellThreshold,
      gain: (count[buy]?.[sell] ?? 0) >= MIN_TRADES ? (gain[buy]?.[sell] ?? 0) : -Infinity,
    })),
  )
  return cells.reduce((a, b) => (b.gain > a.gain ? b : a))
}

function seriesOf(market: SimulatedMarket, labels: Uint8Array, net: SmallNet, from: number, to: number): ScoredSeries {
  return {
    base: 'sim',
    ranges: [{ from: 0, to: to - from }],
    time: Float64Array.from({ length: to - from }, (_, row) => START + (from + row) * MINUTE),
    close: market.close.slice(from, to),
    target: labels.slice(from, to),
    ...scoreRows(net, market.features, from, to),
  }
}

function sumOf({ returns }: DailyReturns): number {
  return returns.reduce((sum, value) => sum + value, 0)
}
