import { MINUTE } from '../../core/time.js'
import { equityCurve } from '../equity.js'
import { buyAndHoldCurve } from '../buy-and-hold.js'
import type { LabelledSeries } from '../scored-series.js'
import type { Trade } from '../simulate-trades.js'
import { summarizeCeiling, tradeLabels, type CeilingTrades } from './label-ceiling.js'
import { measureLabelRuns, countMonthlyLabels } from './label-runs.js'
import type { ReportSet, RowsReport } from './report-rows.js'
import type { CeilingCurves, CeilingReport, GainCurve, LabelTotals, TargetReport } from './target-report.js'

/** Most points of a curve. */
const POINTS = 1500

/** The labels of one base in one set, at least one row. */
export interface LabelledPart {
  readonly set: ReportSet
  readonly series: LabelledSeries
}

export interface TargetReportInput {
  readonly definition: TargetReport['definition']
  readonly simulated: boolean
  readonly sets: readonly ReportSet[]
  readonly bases: readonly string[]
  readonly rows: readonly RowsReport[]
  readonly parts: readonly LabelledPart[]
  /** The fee to trade labels with; left out where the classes are not those of a trade. */
  readonly fee?: number | undefined
}

interface TradedPart extends LabelledPart {
  readonly trades?: CeilingTrades
}

export function buildTargetReport({ parts, fee, ...input }: TargetReportInput): TargetReport {
  const traded: TradedPart[] = parts.map((part) =>
    fee === undefined ? part : { ...part, trades: tradeLabels(part.series, fee) },
  )
  const totals = (set: ReportSet, some: readonly TradedPart[]): LabelTotals => totalsOf(set, some, input, fee)
  const ceiling = fee === undefined ? undefined : ceilingReport(traded, input.bases, fee)
  return {
    format: 'followupward-targets',
    version: 1,
    ...input,
    parts: traded.map((part) => ({ base: part.series.base, ...totals(part.set, [part]) })),
    overall: input.sets.flatMap((set) => {
      const some = traded.filter((part) => part.set === set)
      return some.length > 0 ? [totals(set, some)] : []
    }),
    months: parts.flatMap(({ set, series }) =>
      countMonthlyLabels(series, input.definition.classes.length).map((month) => ({
        base: series.base,
        set,
        ...month,
      })),
    ),
    ...(ceiling ? { ceiling } : {}),
  }
}

function totalsOf(
  set: ReportSet,
  parts: readonly TradedPart[],
  { definition }: Pick<TargetReportInput, 'definition'>,
  fee: number | undefined,
): LabelTotals {
  const { classes, horizon } = definition
  const runs = measureLabelRuns(
    parts.map(({ series }) => series),
    classes.length,
    horizon * MINUTE,
  )
  const traded = parts.flatMap(({ series, trades }) => (trades ? [{ series, trades }] : []))
  return { set, runs, ...(fee === undefined ? {} : { ceiling: summarizeCeiling(traded, fee) }) }
}

function ceilingReport(parts: readonly TradedPart[], bases: readonly string[], fee: number): CeilingReport {
  return {
    fee,
    overall: curvesOf(parts, fee),
    bases: bases.flatMap((base) => {
      const ofBase = parts.filter(({ series }) => series.base === base)
      return ofBase.length > 0 ? [{ base, ...curvesOf(ofBase, fee) }] : []
    }),
  }
}

function curvesOf(parts: readonly TradedPart[], fee: number): CeilingCurves {
  return {
    free: gainCurve(parts.flatMap(({ trades }) => trades?.free ?? [])),
    paid: gainCurve(parts.flatMap(({ trades }) => trades?.paid ?? [])),
    hold: buyAndHoldCurve(
      parts.map(({ series }) => series),
      fee,
    ),
  }
}

/** The curve of the summed gain, thinned evenly; its last point is always there. */
function gainCurve(trades: readonly Trade[]): GainCurve {
  const points = equityCurve(trades)
  const step = Math.max(1, Math.ceil(points.length / POINTS))
  const thinned = points.filter((_, i) => (points.length - 1 - i) % step === 0)
  return { minute: thinned.map(({ time }) => time / MINUTE), gain: thinned.map(({ gain }) => gain) }
}
