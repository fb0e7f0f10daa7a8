import { hasExits } from '../../core/exit-rules.js'
import type { Assessment, CellResult } from '../assessment.js'
import { buyAndHoldCurve } from '../buy-and-hold.js'
import { chooseBarInterval, packBars, packSignals, packTrades, countSignals } from './pack-report.js'
import type { ReportBase, ReportData, ReportFigures, AssessmentSource, PaperTrade, ReportEpoch } from './report-data.js'
import type { ScoredSeries } from '../scored-series.js'
import type { ThresholdCells } from '../threshold-matrix.js'
import type { Candles } from '../../core/candles.js'

/** The prices that the candles chart draws; they may cover more than the scored rows. */
export type ChartCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close'>

/** What a report is made of. */
export interface ReportInput {
  readonly assessment: Assessment
  readonly source: AssessmentSource
  readonly candles: ReadonlyMap<string, ChartCandles>
  readonly history: readonly ReportEpoch[]
  /** IANA name; how the report shows times. */
  readonly timeZone: string
  /** When the report was made, epoch ms. */
  readonly madeAt: number
  readonly paperTrade?: PaperTrade
}

/** Limits that keep a report a file of a few megabytes, whatever it covers: together for all bases. */
const MAX_BARS = 120_000
const MAX_SIGNALS = 150_000
/** Trades of the chosen cell, where signals do not fit. */
const MAX_TRADES = 100_000

/** All that a report shows, packed for its page. */
export function buildReport(input: ReportInput): ReportData {
  const { assessment, source, timeZone, madeAt, history, paperTrade } = input
  const { matrix, cell } = assessment
  const all = assessment.bases.map((base) => base.series)
  return {
    format: 'followupward-report',
    version: 1,
    source,
    timeZone,
    madeAt,
    fee: matrix.fee,
    thresholds: matrix.thresholds,
    cell,
    overall: figuresOf(all, matrix, assessment.overall, matrix.fee),
    bases: basesOf(input),
    history,
    ...(paperTrade ? { paperTrade } : {}),
  }
}

function basesOf({ assessment, candles, source }: ReportInput): ReportBase[] {
  const { matrix } = assessment
  const interval = chooseBarInterval(assessment.overall.rows, MAX_BARS)
  const { lossMinutes, ...others } = source.exits ?? {}
  // A page replays cells from closes and signals alone: other exits need more of each minute than a file has room for.
  const isReplayable = !hasExits(others)
  const fitTrades = assessment.overall.trades.length <= MAX_TRADES
  let room = isReplayable ? MAX_SIGNALS : -1
  return assessment.bases.flatMap((result, index) => {
    const cells = matrix.bases[index]
    if (!cells) return []
    const { series } = result
    const signals = packSignals(series, matrix.thresholds, { room, everyRow: Boolean(lossMinutes) })
    room -= countSignals(signals)
    return {
      base: series.base,
      decimals: decimalsOf(series.close),
      ...figuresOf([series], cells, result, matrix.fee),
      signals,
      ...(!signals.included && fitTrades ? { cellTrades: packTrades(result.trades) } : {}),
      bars: packBars(series, candles.get(series.base), interval),
    }
  })
}

function figuresOf(
  series: readonly ScoredSeries[],
  cells: ThresholdCells,
  result: CellResult,
  fee: number,
): ReportFigures {
  return {
    from: Math.min(...series.map((one) => one.time[0] ?? Infinity)),
    to: Math.max(...series.map((one) => one.time.at(-1) ?? -Infinity)),
    rows: result.rows,
    ranges: series.reduce((sum, one) => sum + one.ranges.length, 0),
    gain: cells.gain,
    count: cells.count,
    confusion: cells.confusion,
    events: result.events,
    buyAndHold: result.buyAndHold,
    holdCurve: buyAndHoldCurve(series, fee),
    maxDrawdown: result.maxDrawdown,
    randomEntries: result.randomEntries,
  }
}

/** The fewest digits after the point, at most 8, that write the first thousand prices exactly. */
function decimalsOf(prices: Float64Array): number {
  const sample = prices.subarray(0, 1000)
  const fits = (digits: number): boolean =>
    sample.every((price) => Math.abs(Number(price.toFixed(digits)) - price) < 1e-12 * price)
  return [0, 1, 2, 3, 4, 5, 6, 7].find(fits) ?? 8
}
