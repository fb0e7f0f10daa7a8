import type { Span } from '../../../src/dashboard/market/api.js'
import { barAt, type ChartBars } from '../../charts/chart-bars.js'
import { panWindow, zoomWindow } from './view-window.js'

/** What keys do to a chart. */
export interface ChartKeyContext {
  readonly bars: ChartBars
  readonly visibleRange: Span
  /** Where the cross is; undefined: nowhere. */
  readonly hover: number | undefined
  readonly setVisibleRange: (range: Span) => void
  readonly setHover: (time: number | undefined) => void
  readonly focus: (time: number) => void
}

/** Keys of a chart, for those who have no pointer. Whether the key meant something. */
export function handleKey(key: string, shift: boolean, chart: ChartKeyContext): boolean {
  const action = findAction(key, shift)
  action?.(chart)
  return action !== undefined
}

function findAction(key: string, shift: boolean): ((chart: ChartKeyContext) => void) | undefined {
  const sign = key === 'ArrowLeft' ? -1 : 1
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return shift
        ? ({ setVisibleRange, visibleRange }) => setVisibleRange(panWindow(visibleRange, sign / 4))
        : (chart) => moveCrosshair(chart, sign)
    case '+':
    case '=':
      return ({ setVisibleRange, visibleRange, hover }) => setVisibleRange(zoomWindow(visibleRange, 0.5, hover))
    case '-':
      return ({ setVisibleRange, visibleRange, hover }) => setVisibleRange(zoomWindow(visibleRange, 2, hover))
    case 'Enter':
      return ({ hover, focus }) => hover !== undefined && focus(hover)
    case 'Escape':
      return ({ setHover }) => setHover(undefined)
    default:
      return undefined
  }
}

/** One bar on; the cross begins at the end that the key comes from. */
function moveCrosshair({ bars, visibleRange, hover, setHover }: ChartKeyContext, by: number): void {
  const middle = (row: number): number => bars.first + (row + 0.5) * bars.interval
  const first = Math.max(0, barAt(bars, visibleRange.from))
  const last = Math.min(bars.rows - 1, barAt(bars, visibleRange.to - 1))
  if (hover === undefined) return setHover(middle(by > 0 ? first : last))
  setHover(middle(Math.max(first, Math.min(last, barAt(bars, hover) + by))))
}
