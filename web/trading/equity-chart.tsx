import { useSignalEffect } from '@preact/signals'
import { AreaSeries } from 'lightweight-charts'
import { useEffect, useRef } from 'preact/hooks'
import type { TradingRunDetail } from '../../src/dashboard/trading/api.js'
import { chartColors, type ChartColors } from '../charts/chart-theme.js'
import { chartTime } from '../charts/chart-time.js'
import { makeChart, paintChart } from '../charts/make-chart.js'
import { plainPercent } from '../ui/format.js'
import { money } from './money.js'

interface EquityChartProps {
  readonly equity: TradingRunDetail['equity']
  readonly quote: string
}

type Drawing = ReturnType<typeof openDrawing>

/** What everything was worth by the minute. */
export function EquityChart({ equity, quote }: EquityChartProps) {
  const container = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing | undefined>(undefined)
  useEffect(() => {
    if (!container.current) return undefined
    const opened = openDrawing(container.current)
    drawing.current = opened
    return () => {
      drawing.current = undefined
      opened.close()
    }
  }, [])
  useSignalEffect(() => drawing.current?.paint(chartColors.value))
  useEffect(() => drawing.current?.show(equity), [equity])
  return <div class="equity-chart" role="img" aria-label={spoken(equity, quote)} ref={container} />
}

function spoken({ values, drawdown }: TradingRunDetail['equity'], quote: string): string {
  const [first] = values
  const last = values.at(-1)
  if (first === undefined || last === undefined) return 'worth of the account: nothing yet'
  return `worth of the account: from ${money(String(first))} to ${money(String(last))} ${quote}, deepest drawdown ${plainPercent(drawdown, 2)}`
}

function openDrawing(container: HTMLElement) {
  const chart = makeChart(container)
  const series = chart.addSeries(AreaSeries, { lineWidth: 2, priceLineVisible: false })
  let count = 0
  return {
    paint: (colors: ChartColors): void => {
      paintChart(chart, colors)
      series.applyOptions({ lineColor: colors.accent, topColor: 'transparent', bottomColor: 'transparent' })
    },
    show: ({ minutes, values }: TradingRunDetail['equity']): void => {
      series.setData(minutes.map((minute, row) => ({ time: chartTime(minute), value: values[row] ?? 0 })))
      // A reader who has zoomed in stays where they are; new minutes only come in at the right.
      if (count === 0 || isWholeShown(chart.timeScale().getVisibleLogicalRange(), count)) chart.timeScale().fitContent()
      count = minutes.length
    },
    close: () => chart.remove(),
  }
}

function isWholeShown(range: { readonly from: number; readonly to: number } | null, count: number): boolean {
  return range === null || (range.from <= 0.5 && range.to >= count - 1.5)
}
