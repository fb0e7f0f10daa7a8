import {
  AreaSeries,
  LineSeries,
  LineType,
  type AutoscaleInfo,
  type IChartApi,
  type ISeriesApi,
} from 'lightweight-charts'
import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { toChartTime, createReportChart, showBars } from '../chart.js'
import { createElement, createPanel } from '../dom.js'
import { computeMarkedEquity, type EquityStep } from './equity-points.js'
import { formatSignedPercent, type TimeFormat } from '../format.js'
import { hasTrades, type Selection, type SelectionStore } from './selection.js'
import { watchTheme } from '../theme.js'

interface Lines {
  readonly chart: IChartApi
  readonly equity: ISeriesApi<'Line'>
  readonly hold: ISeriesApi<'Line'>
  readonly drawdown: ISeriesApi<'Area'>
}

/** Summed gain of the cell's trades with buy-and-hold beside it, and the drawdown below. */
export function createEquityChart(data: ReportData, store: SelectionStore, times: TimeFormat): HTMLElement {
  const container = createElement('div', {
    class: 'chart',
    role: 'img',
    'aria-label': 'summed gain and drawdown over time',
  })
  const section = createPanel(
    'equity',
    'Summed gain',
    'every trade with the same stake, after fees',
    container,
    createLegend(),
  )
  let lines: Lines | undefined
  store.watch((selection) => {
    lines ??= createLines(container, times)
    setLines(lines, selection, hasTrades(data, selection) ? computeMarkedEquity(data, selection) : [])
  })
  return section
}

function createLines(container: HTMLElement, times: TimeFormat): Lines {
  const chart = createReportChart(container, times)
  const priceFormat = {
    type: 'custom' as const,
    formatter: (share: number) => formatSignedPercent(share, 1),
    minMove: 0.0001,
  }
  const plain = { priceFormat, priceLineVisible: false, lastValueVisible: false }
  const hold = chart.addSeries(LineSeries, { ...plain, lineWidth: 1 })
  const equity = chart.addSeries(LineSeries, { ...plain, lineWidth: 2, lineType: LineType.WithSteps })
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      ...plain,
      lineWidth: 1,
      lineType: LineType.WithSteps,
      invertFilledArea: true,
      // The pane always begins at 0 and is never flat, also where nothing was lost.
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => ({
        priceRange: { minValue: Math.min(-0.001, original()?.priceRange?.minValue ?? 0), maxValue: 0 },
      }),
    },
    1,
  )
  chart.panes()[0]?.setStretchFactor(3)
  chart.panes()[1]?.setStretchFactor(1)
  watchTheme((palette) => {
    hold.applyOptions({ color: palette.muted })
    equity.applyOptions({ color: palette.accent })
    drawdown.applyOptions({
      lineColor: palette.loss,
      topColor: `${palette.loss}40`,
      bottomColor: `${palette.loss}40`,
    })
  })
  return { chart, equity, hold, drawdown }
}

function setLines(
  { chart, equity, hold, drawdown }: Lines,
  { figures }: Selection,
  steps: readonly EquityStep[],
): void {
  const { minute, gain } = figures.holdCurve
  hold.setData(minute.map((time, i) => ({ time: toChartTime(time), value: gain[i] ?? 0 })))
  const [from, to] = [figures.from / 60_000, figures.to / 60_000]
  const path = [{ minute: from, gain: 0, drawdown: 0 }, ...steps]
  const last = path.at(-1)
  if (last && last.minute < to) path.push({ ...last, minute: to })
  equity.setData(path.map((point) => ({ time: toChartTime(point.minute), value: point.gain })))
  drawdown.setData(path.map((point) => ({ time: toChartTime(point.minute), value: -point.drawdown })))
  showBars(chart, 0, new Set([...minute, ...path.map((point) => point.minute)]).size - 1)
}

function createLegend(): HTMLElement {
  return createElement(
    'p',
    { class: 'legend' },
    createElement('span', { class: 'swatch accent' }),
    'trades of the cell',
    createElement('span', { class: 'swatch muted' }),
    'buy and hold',
    createElement('span', { class: 'swatch loss' }),
    'drawdown',
  )
}
