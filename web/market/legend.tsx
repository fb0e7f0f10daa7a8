import type { ReadonlySignal } from '@preact/signals'
import { timeFormat } from '../app/time-format.js'
import { formatSignedPercent, formatCompact } from '../ui/format.js'
import { barAt, type ChartBars } from '../charts/chart-bars.js'

interface LegendProps {
  readonly bars: ChartBars | undefined
  readonly hover: ReadonlySignal<number | undefined>
  /** What is told while the pointer is elsewhere; undefined: the last bar. */
  readonly minute: number | undefined
}

/** The bar under the cross, else the last one: time, prices, change, volume. */
export function Legend({ bars, hover, minute }: LegendProps) {
  if (!bars) return null
  const row = selectRow(bars, hover.value ?? minute)
  const at = (values: Float64Array): number => values[row] ?? Number.NaN
  const { open, high, low, close, volume, decimals } = bars
  if (Number.isNaN(at(close))) return <p class="legend">no candles here</p>
  const text = (value: number): string => value.toFixed(decimals)
  const change = at(close) / at(open) - 1
  return (
    <p class="legend">
      <span class="when">{timeFormat.value.minute(bars.first + row * bars.interval)}</span>
      <span class="ohlc">
        {' '}
        O {text(at(open))} H {text(at(high))} L {text(at(low))}
      </span>{' '}
      C {text(at(close))} <span class={change < 0 ? 'loss' : 'gain'}>{formatSignedPercent(change)}</span>
      <span class="volume"> V {formatCompact(at(volume))}</span>
    </p>
  )
}

function selectRow(bars: ChartBars, time: number | undefined): number {
  const row = time === undefined ? -1 : barAt(bars, time)
  if (row >= 0 && row < bars.rows) return row
  return lastCandleRow(bars)
}

function lastCandleRow({ close, rows }: ChartBars): number {
  for (let row = rows - 1; row > 0; row--) if (!Number.isNaN(close[row] ?? Number.NaN)) return row
  return 0
}
