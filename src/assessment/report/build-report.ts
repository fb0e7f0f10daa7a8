import { NO_EXITS } from '../../core/exit-rules.js'
import type { Assessment } from '../assessment.js'
import type { CalibrationOptions } from '../attribution/calibration.js'
import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, type Trade, type TradeRule } from '../simulate-trades.js'
import type { AssessmentCell, AssessmentView } from '../view/assessment-view.js'
import { describeCell } from '../view/cell-figures.js'
import type { Verdict } from '../verdict/verdict.js'
import { describeMatrix } from '../view/matrix-figures.js'
import { computeScoreFigures } from '../view/score-figures.js'
import type { Candles } from '../../core/candles.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import { chooseBarInterval, packBars } from './pack-bars.js'
import { describeBackground, type BackgroundInput } from './describe-background.js'
import { packTrades } from './pack-trades.js'
import type { ReportBase, ReportData, AssessmentSource, PaperTrade, ReportEpoch } from './report-data.js'

/** The prices that the candles chart draws; they may cover more than the scored rows. */
export type ChartCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close'>

/** What a report is made of. */
export interface ReportInput extends BackgroundInput {
  readonly assessment: Assessment
  readonly source: AssessmentSource
  readonly candles: ReadonlyMap<string, ChartCandles>
  readonly history: readonly ReportEpoch[]
  /** How scores become probabilities; left out: they are. */
  readonly calibration?: CalibrationOptions | undefined
  /** IANA name; how the report shows times. */
  readonly timeZone: string
  /** When the report was made, epoch ms. */
  readonly madeAt: number
  /** Whether the gain of the assessment's cell is an edge; left out: the report says nothing of it. */
  readonly verdict?: Verdict
  readonly paperTrade?: PaperTrade
}

/** Limits that keep a report a file of a few megabytes, whatever it covers: together for all bases. */
const MAX_BARS = 120_000
const MAX_TRADES = 600_000

/** All that a report shows, packed for its page. */
export function buildReport(input: ReportInput): ReportData {
  const { assessment, timeZone, madeAt, history, verdict, paperTrade, calibration } = input
  const series = assessment.bases.map((base) => base.series)
  const scoreOptions = { atEvents: calibration?.atEvents ?? false, counts: calibration?.counts ?? null }
  return {
    format: 'followupward-report',
    version: 2,
    timeZone,
    madeAt,
    view: viewOf(input, series),
    cells: cellsOf(assessment),
    scores: scopesOf(series).map((base) => computeScoreFigures(series, { base, ...scoreOptions })),
    bases: basesOf(input),
    history,
    ...(verdict ? { verdict } : {}),
    background: describeBackground(
      input,
      assessment.bases.flatMap(({ trades }) => trades),
    ),
    ...(paperTrade ? { paperTrade } : {}),
  }
}

function viewOf({ assessment, source }: ReportInput, series: readonly ScoredSeries[]): AssessmentView {
  const { matrix, cell } = assessment
  const exits = source.exits ?? NO_EXITS
  return {
    name: source.name,
    kind: source.kind,
    set: source.set ?? null,
    usedForSelection: source.usedForSelection,
    simulated: source.simulated,
    classes: TRADE_CLASSES,
    fee: matrix.fee,
    exits: { exits, assessDefault: exits, tradeDefault: exits },
    fills: source.fills ?? null,
    cell: { buyThreshold: cell.buyThreshold, sellThreshold: cell.sellThreshold, selectedBy: source.cellChosenBy },
    ...describeMatrix(series, matrix),
    notes: [],
  }
}

/** All bases, then each of several. */
function scopesOf(series: readonly ScoredSeries[]): (string | null)[] {
  return [null, ...(series.length > 1 ? series.map(({ base }) => base) : [])]
}

function cellsOf({ matrix: { fee }, cell, overall, bases }: Assessment): AssessmentCell[] {
  const rule = { fee, ...cell }
  const all = describeCell(bases, null, rule, overall.randomEntries)
  return [all, ...bases.map((one) => describeCell([one], one.series.base, rule, one.randomEntries))]
}

function basesOf({ assessment, candles, source }: ReportInput): ReportBase[] {
  const { matrix } = assessment
  const interval = chooseBarInterval(assessment.overall.rows, MAX_BARS)
  let room = MAX_TRADES
  return assessment.bases.map(({ series, trades }, index) => {
    const counts = (matrix.bases[index]?.count ?? []).flat()
    const count = counts.reduce((sum, one) => sum + one, 0)
    const fits = count <= room
    if (fits) room -= count
    const rule = { fee: matrix.fee, exits: source.exits }
    return {
      base: series.base,
      decimals: decimalsOf(series.close),
      trades: packTrades(tradesOfCells(assessment, fits ? { series, rule } : { trades })),
      bars: packBars(series, candles.get(series.base), interval),
    }
  })
}

/** What the trades of all cells are made of, or those of the assessment's cell. */
type TradeSource =
  | { readonly series: ScoredSeries; readonly rule: Omit<TradeRule, 'buyThreshold' | 'sellThreshold'> }
  | { readonly trades: readonly Trade[] }

/** The trades of each cell, undefined for those that are left out. */
function tradesOfCells(
  { matrix: { thresholds }, cell }: Assessment,
  source: TradeSource,
): (readonly Trade[] | undefined)[] {
  return thresholds.flatMap((buyThreshold) =>
    thresholds.map((sellThreshold) => {
      if ('series' in source) return simulateTrades(source.series, { ...source.rule, buyThreshold, sellThreshold })
      const isCell = buyThreshold === cell.buyThreshold && sellThreshold === cell.sellThreshold
      return isCell ? source.trades : undefined
    }),
  )
}

/** The fewest digits after the point, at most 8, that write the first thousand prices exactly. */
function decimalsOf(prices: Float64Array): number {
  const sample = prices.subarray(0, 1000)
  const fits = (digits: number): boolean =>
    sample.every((price) => Math.abs(Number(price.toFixed(digits)) - price) < 1e-12 * price)
  return [0, 1, 2, 3, 4, 5, 6, 7].find(fits) ?? 8
}
