import type { Span } from '../../../src/dashboard/market/api.js'
import { barAt, type ChartBars } from '../../charts/chart-bars.js'
import { moved, zoomed } from './view-window.js'

/** What keys do to a chart. */
export interface KeyedChart {
  readonly bars: ChartBars
  readonly seen: Span
  /** Where the cross is; undefined: nowhere. */
  readonly hover: number | undefined
  readonly see: (seen: Span) => void
  readonly setHover: (time: number | undefined) => void
  readonly focus: (time: number) => void
}

/** Keys of a chart, for those who have no pointer. Whether the key meant something. */
export function pressKey(key: string, shift: boolean, chart: KeyedChart): boolean {
  const action = actionOf(key, shift)
  action?.(chart)
  return action !== undefined
}

function actionOf(key: string, shift: boolean): ((chart: KeyedChart) => void) | undefined {
  const sign = key === 'ArrowLeft' ? -1 : 1
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return shift ? ({ see, seen }) => see(moved(seen, sign / 4)) : (chart) => moveCross(chart, sign)
    case '+':
    case '=':
      return ({ see, seen }) => see(zoomed(seen, 0.5))
    case '-':
      return ({ see, seen }) => see(zoomed(seen, 2))
    case 'Enter':
      return ({ hover, focus }) => hover !== undefined && focus(hover)
    case 'Escape':
      return ({ setHover }) => setHover(undefined)
    default:
      return undefined
  }
}

/** One bar on; the cross begins at the end that the key comes from. */
function moveCross({ bars, seen, hover, setHover }: KeyedChart, by: number): void {
  const middle = (row: number): number => bars.first + (row + 0.5) * bars.interval
  const first = Math.max(0, barAt(bars, seen.from))
  const last = Math.min(bars.rows - 1, barAt(bars, seen.to - 1))
  if (hover === undefined) return setHover(middle(by > 0 ? first : last))
  setHover(middle(Math.max(first, Math.min(last, barAt(bars, hover) + by))))
}
