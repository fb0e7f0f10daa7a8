import {
  CandlestickSeries,
  LineSeries,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts'
import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import type { BarWindow } from './bar-window.js'
import { toChartTime } from '../chart.js'
import type { Palette } from '../theme.js'

/** The prices of one base on a chart: candles, or a line where the file holds closes only. */
export interface PriceSeries {
  setBars(window: BarWindow): void
  setMarkers(markers: SeriesMarker<Time>[]): void
  paint(palette: Palette): void
  remove(): void
}

export function addPriceSeries(chart: IChartApi, base: ReportBase): PriceSeries {
  const options = {
    priceFormat: { type: 'price' as const, precision: base.decimals, minMove: 10 ** -base.decimals },
    priceLineVisible: false,
    lastValueVisible: false,
  }
  if (base.bars.range) return candles(chart, chart.addSeries(CandlestickSeries, options))
  return closes(chart, chart.addSeries(LineSeries, { ...options, lineWidth: 1 }))
}

function candles(chart: IChartApi, series: ISeriesApi<'Candlestick'>): PriceSeries {
  return {
    ...common(chart, series),
    setBars: (window) => {
      const { bars } = window
      series.setData(
        rowsOf(window).map((row) => ({
          time: toChartTime(bars.minute[row] ?? 0),
          open: bars.open[row] ?? 0,
          high: bars.high[row] ?? 0,
          low: bars.low[row] ?? 0,
          close: bars.close[row] ?? 0,
        })),
      )
    },
    paint: ({ gain, loss }) =>
      series.applyOptions({
        upColor: gain,
        downColor: loss,
        wickUpColor: gain,
        wickDownColor: loss,
        borderVisible: false,
      }),
  }
}

function closes(chart: IChartApi, series: ISeriesApi<'Line'>): PriceSeries {
  return {
    ...common(chart, series),
    setBars: (window) => {
      const { bars } = window
      series.setData(
        rowsOf(window).map((row) => ({ time: toChartTime(bars.minute[row] ?? 0), value: bars.close[row] ?? 0 })),
      )
    },
    paint: ({ accent }) => series.applyOptions({ color: accent }),
  }
}

function common(
  chart: IChartApi,
  series: ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>,
): Pick<PriceSeries, 'setMarkers' | 'remove'> {
  const markers = createSeriesMarkers<Time>(series, [])
  return { setMarkers: (all) => markers.setMarkers(all), remove: () => chart.removeSeries(series) }
}

function rowsOf({ first, last }: BarWindow): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
