import {
  ColorType,
  CrosshairMode,
  TickMarkType,
  createChart,
  type IChartApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { TimeFormat } from './format.js'
import { watchTheme, type Palette } from './theme.js'

/** Seconds since the epoch as the charts want them, of epoch minutes. */
export function toChartTime(minute: number): UTCTimestamp {
  const seconds = minute * 60
  if (!isTimestamp(seconds)) throw new RangeError(`${minute} is no time`)
  return seconds
}

function isTimestamp(seconds: number): seconds is UTCTimestamp {
  return Number.isFinite(seconds)
}

/** Epoch minutes of a chart's time. */
export function fromChartTime(time: Time): number {
  if (typeof time !== 'number') throw new RangeError('the charts of this page count time in seconds')
  return time / 60
}

/** A chart that fills its container, in the page's colours and time zone. */
export function createReportChart(container: HTMLElement, times: TimeFormat): IChartApi {
  const chart = createChart(container, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, entireTextOnly: true },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      minBarSpacing: 0.02,
      tickMarkFormatter: (time: Time, type: TickMarkType) => formatTick(times, fromChartTime(time), type),
    },
    localization: { timeFormatter: (time: Time) => times.minute(fromChartTime(time)) },
  })
  watchTheme((palette) => chart.applyOptions(chartColors(palette)))
  return chart
}

/** Pixels that half a label needs. */
const LABEL_MARGIN = 30

/** Shows the bars `first … last` with a margin beside them, so that labels at the edges are whole. */
export function showBars(chart: IChartApi, first: number, last: number): void {
  const width = chart.timeScale().width()
  const margin = (last - first) * (width > 4 * LABEL_MARGIN ? LABEL_MARGIN / (width - 2 * LABEL_MARGIN) : 0.06)
  chart.timeScale().setVisibleLogicalRange({ from: first - margin, to: last + margin })
}

function formatTick(times: TimeFormat, minute: number, type: TickMarkType): string {
  if (type === TickMarkType.Year) return times.day(minute).slice(0, 4)
  if (type === TickMarkType.Month) return times.day(minute).slice(0, 7)
  if (type === TickMarkType.DayOfMonth) return times.day(minute).slice(5)
  return times.clock(minute)
}

function chartColors(palette: Palette): Parameters<IChartApi['applyOptions']>[0] {
  return {
    layout: {
      background: { type: ColorType.Solid, color: palette.surface },
      textColor: palette.muted,
      panes: { separatorColor: palette.line },
    },
    grid: { vertLines: { color: palette.line }, horzLines: { color: palette.line } },
  }
}
