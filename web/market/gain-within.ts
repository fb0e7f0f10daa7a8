import type { Span } from '../../src/dashboard/market/api.js'
import { barAt, type ChartBars } from '../charts/chart-bars.js'

/** From the first close that is seen to the one under the cross, or the last that is seen; undefined where there is none. */
export function gainWithin(bars: ChartBars, visible: Span, hover: number | undefined): number | undefined {
  const first = Math.max(0, barAt(bars, visible.from))
  const last = Math.min(bars.rows - 1, barAt(bars, visible.to))
  const cross = hover === undefined ? last : barAt(bars, hover)
  const end = cross >= first && cross <= last ? cross : last
  const closes = bars.close.subarray(first, end + 1)
  const start = closes.find((close) => !Number.isNaN(close))
  const now = closes.findLast((close) => !Number.isNaN(close))
  return start === undefined || now === undefined ? undefined : now / start - 1
}
