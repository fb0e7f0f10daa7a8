import { LineSeries, LineType, type IChartApi, type ISeriesApi } from 'lightweight-charts'
import type { CeilingReport, CeilingCurves, GainCurve } from '../../../src/assessment/definitions/target-report.js'
import { toChartTime, createReportChart, showBars } from '../chart.js'
import { createElement, createPanel } from '../dom.js'
import { formatSignedPercent, formatPercent, type TimeFormat } from '../format.js'
import { watchTheme } from '../theme.js'
import { createLegend } from '../definitions/legend.js'
import type { TargetState } from './target-state.js'

interface Lines {
  readonly chart: IChartApi
  readonly free: ISeriesApi<'Line'>
  readonly paid: ISeriesApi<'Line'>
  readonly hold: ISeriesApi<'Line'>
}

/** What trading on the labels themselves would have gained: no classifier that follows them can have more. */
export function createCeilingChart(ceiling: CeilingReport, state: TargetState, times: TimeFormat): HTMLElement {
  const label = 'summed gain of trading on the labels over time'
  const container = createElement('div', { class: 'chart', role: 'img', 'aria-label': label })
  const note = `summed gain of trading on the labels as perfect scores, fee ${formatPercent(ceiling.fee, 2)} a side`
  let lines: Lines | undefined
  state.watch(({ base }) => {
    lines ??= createLines(container, times)
    setLines(lines, ceiling.bases.find((one) => one.base === base) ?? ceiling.overall)
  })
  return createPanel(
    'ceiling',
    'Ceiling',
    note,
    container,
    createLegend(['accent', 'without fees'], ['gain', 'after fees'], ['muted', 'buy and hold']),
  )
}

function createLines(container: HTMLElement, times: TimeFormat): Lines {
  const chart = createReportChart(container, times)
  const priceFormat = {
    type: 'custom' as const,
    formatter: (share: number) => formatSignedPercent(share, 0),
    minMove: 0.0001,
  }
  const plain = { priceFormat, priceLineVisible: false, lastValueVisible: false }
  const hold = chart.addSeries(LineSeries, { ...plain, lineWidth: 1 })
  const free = chart.addSeries(LineSeries, { ...plain, lineWidth: 2, lineType: LineType.WithSteps })
  const paid = chart.addSeries(LineSeries, { ...plain, lineWidth: 2, lineType: LineType.WithSteps })
  watchTheme((palette) => {
    hold.applyOptions({ color: palette.muted })
    free.applyOptions({ color: palette.accent })
    paid.applyOptions({ color: palette.gain })
  })
  return { chart, free, paid, hold }
}

function setLines({ chart, free, paid, hold }: Lines, curves: CeilingCurves): void {
  const { minute } = curves.hold
  const from = minute[0] ?? 0
  free.setData(pointsOf(curves.free, from))
  paid.setData(pointsOf(curves.paid, from))
  hold.setData(pointsOf(curves.hold, from))
  const all = [curves.hold, curves.free, curves.paid].flatMap((curve) => curve.minute)
  showBars(chart, 0, new Set([from, ...all]).size - 1)
}

/** The points of a curve that begins at 0; of several sales in a minute the last one counts. */
function pointsOf(
  { minute, gain }: GainCurve,
  from: number,
): { time: ReturnType<typeof toChartTime>; value: number }[] {
  const values = new Map([[from, 0], ...minute.map((time, i) => [time, gain[i] ?? 0] as const)])
  return [...values].map(([time, value]) => ({ time: toChartTime(time), value }))
}
