import { useSignalEffect } from '@preact/signals'
import { AreaSeries } from 'lightweight-charts'
import { useEffect, useRef } from 'preact/hooks'
import type { TradingRunDetail } from '../../src/dashboard/trading/api.js'
import { chartColors, type ChartColors } from '../charts/chart-theme.js'
import { toChartTime } from '../charts/chart-time.js'
import { createTimeChart, paintChart } from '../charts/time-chart.js'
import { formatPercent } from '../ui/format.js'
import { formatMoney } from './money.js'

interface EquityChartProps {
  readonly equity: TradingRunDetail['equity']
  readonly quote: string
}

type Drawing = ReturnType<typeof createDrawing>

/** Equity of the account by the minute. */
export function EquityChart({ equity, quote }: EquityChartProps) {
  const container = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing | undefined>(undefined)
  useEffect(() => {
    if (!container.current) return undefined
    const opened = createDrawing(container.current)
    drawing.current = opened
    return () => {
      drawing.current = undefined
      opened.close()
    }
  }, [])
  useSignalEffect(() => drawing.current?.paint(chartColors.value))
  useEffect(() => drawing.current?.show(equity), [equity])
  return <div class="equity-chart" role="img" aria-label={describeEquity(equity, quote)} ref={container} />
}

function describeEquity({ values, drawdown }: TradingRunDetail['equity'], quote: string): string {
  const [first] = values
  const last = values.at(-1)
  if (first === undefined || last === undefined) return 'equity of the account: nothing yet'
  return `equity of the account: from ${formatMoney(String(first))} to ${formatMoney(String(last))} ${quote}, deepest drawdown ${formatPercent(drawdown, 2)}`
}

function createDrawing(container: HTMLElement) {
  const chart = createTimeChart(container)
  const series = chart.addSeries(AreaSeries, { lineWidth: 2, priceLineVisible: false })
  let count = 0
  return {
    paint: (colors: ChartColors): void => {
      paintChart(chart, colors)
      series.applyOptions({ lineColor: colors.accent, topColor: 'transparent', bottomColor: 'transparent' })
    },
    show: ({ minutes, values }: TradingRunDetail['equity']): void => {
      series.setData(minutes.map((minute, row) => ({ time: toChartTime(minute), value: values[row] ?? 0 })))
      // A reader who has zoomed in stays where they are; new minutes only come in at the right.
      if (count === 0 || isFullyVisible(chart.timeScale().getVisibleLogicalRange(), count))
        chart.timeScale().fitContent()
      count = minutes.length
    },
    close: () => chart.remove(),
  }
}

function isFullyVisible(range: { readonly from: number; readonly to: number } | null, count: number): boolean {
  return range === null || (range.from <= 0.5 && range.to >= count - 1.5)
}
