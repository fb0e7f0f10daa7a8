import { LineSeries, LineType, type IChartApi, type ISeriesApi } from 'lightweight-charts'
import type { CeilingReport, CeilingCurves, GainCurve } from '../../../src/assessment/definitions/target-report.js'
import { chartTime, makeChart, showBars } from '../chart.js'
import { element, panel } from '../dom.js'
import { percent, plainPercent, type TimeText } from '../format.js'
import { watchTheme } from '../theme.js'
import { legend } from '../definitions/legend.js'
import type { TargetState } from './target-state.js'

interface Lines {
  readonly chart: IChartApi
  readonly free: ISeriesApi<'Line'>
  readonly paid: ISeriesApi<'Line'>
  readonly hold: ISeriesApi<'Line'>
}

/** What trading on the labels themselves would have gained: no classifier that follows them can have more. */
export function ceilingChart(ceiling: CeilingReport, state: TargetState, times: TimeText): HTMLElement {
  const label = 'summed gain of trading on the labels over time'
  const container = element('div', { class: 'chart', role: 'img', 'aria-label': label })
  const note = `summed gain of trading on the labels as perfect scores, fee ${plainPercent(ceiling.fee, 2)} a side`
  let lines: Lines | undefined
  state.watch(({ base }) => {
    lines ??= makeLines(container, times)
    setLines(lines, ceiling.bases.find((one) => one.base === base) ?? ceiling.overall)
  })
  return panel(
    'ceiling',
    'Ceiling',
    note,
    container,
    legend(['accent', 'without fees'], ['gain', 'after fees'], ['muted', 'buy and hold']),
  )
}

function makeLines(container: HTMLElement, times: TimeText): Lines {
  const chart = makeChart(container, times)
  const priceFormat = { type: 'custom' as const, formatter: (share: number) => percent(share, 0), minMove: 0.0001 }
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
function pointsOf({ minute, gain }: GainCurve, from: number): { time: ReturnType<typeof chartTime>; value: number }[] {
  const values = new Map([[from, 0], ...minute.map((time, i) => [time, gain[i] ?? 0] as const)])
  return [...values].map(([time, value]) => ({ time: chartTime(time), value }))
}
