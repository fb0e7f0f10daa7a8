import { ColorType, CrosshairMode, TickMarkType, createChart, type IChartApi, type Time } from 'lightweight-charts'
import { chartColors, type ChartColors } from './chart-theme.js'
import { timeFormat } from '../app/time-format.js'
import { fromChartTime } from './chart-time.js'

/** An empty chart in the colours of the theme that fills its container. The keyboard and screen readers are the container's business. */
export function createTimeChart(container: HTMLElement): IChartApi {
  const chart = createChart(container, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, entireTextOnly: true, minimumWidth: 62 },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      minBarSpacing: 0.05,
      rightOffset: 0,
      // Labels at the ends are shifted so that they are whole.
      fixLeftEdge: true,
      fixRightEdge: true,
      tickMarkFormatter: (time: Time, type: TickMarkType) => formatTick(fromChartTime(time), type),
    },
    localization: { timeFormatter: (time: Time) => timeFormat.peek().minute(fromChartTime(time)) },
  })
  paintChart(chart, chartColors.peek())
  return chart
}

function formatTick(time: number, type: TickMarkType): string {
  const { day, clock } = timeFormat.peek()
  if (type === TickMarkType.Year) return day(time).slice(0, 4)
  if (type === TickMarkType.Month) return day(time).slice(0, 7)
  if (type === TickMarkType.DayOfMonth) return day(time).slice(5)
  return clock(time)
}

export function paintChart(chart: IChartApi, colors: ChartColors): void {
  chart.applyOptions({
    layout: {
      background: { type: ColorType.Solid, color: colors.surface },
      textColor: colors.muted,
      panes: { separatorColor: colors.line, separatorHoverColor: colors.line },
    },
    grid: { vertLines: { color: colors.line }, horzLines: { color: colors.line } },
    crosshair: {
      vertLine: { color: colors.muted, labelBackgroundColor: colors.muted },
      horzLine: { color: colors.muted, labelBackgroundColor: colors.muted },
    },
  })
}

/** `rgb(…)` of the theme with an opacity of 0 … 1. */
export function withOpacity(color: string, opacity: number): string {
  return color.replace(/^rgba?\(([^)]*)\)$/, (_, parts: string) => {
    const [red = '0', green = '0', blue = '0'] = parts.split(/[\s,/]+/)
    return `rgba(${red}, ${green}, ${blue}, ${opacity})`
  })
}
