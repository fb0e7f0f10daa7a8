import type { SeriesMarker, Time } from 'lightweight-charts'
import type { AssessedTrade, TradeMark } from '../../../src/assessment/view/assessment-view.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import { barAt, type BarGrid } from '../../charts/chart-bars.js'
import { toChartTime } from '../../charts/chart-time.js'
import { withOpacity } from '../../charts/time-chart.js'
import { formatSignedPercent } from '../../ui/format.js'

type SideColors = Pick<ChartColors, 'buy' | 'sell'>

/** Marks above which they become dots, lest they bury the candles. */
const MAX_ARROWS = 120
/** Sizes of dots, for one trade and for the most that a mark has, ten at least; they are seen through. */
const DOTS = { min: 0.25, max: 0.9, count: 10, opacity: 0.65 }

/**
 * A purchase points up from below its bar, a sale down from above; a mark of several says how many, or is larger where marks are
 * many. The chosen trade is larger than all and says its gain.
 */
export function createTradeMarkers(
  bars: BarGrid,
  marks: readonly TradeMark[],
  selected: AssessedTrade | undefined,
  colors: ChartColors,
): SeriesMarker<Time>[] {
  const isCrowded = marks.length > MAX_ARROWS
  const highest = marks.reduce((max, { count }) => Math.max(max, count), DOTS.count)
  const tones = isCrowded ? fadeColors(colors) : colors
  const markers = marks.map((mark) => ({
    ...placeMarker(bars, mark, tones),
    ...(isCrowded
      ? { shape: 'circle' as const, size: dotSize(mark.count, highest) }
      : { size: 0.8, ...(mark.count > 1 ? { text: String(mark.count) } : {}) }),
  }))
  return [...markers, ...selectedMarkers(bars, selected, colors)].sort((a, b) => Number(a.time) - Number(b.time))
}

function placeMarker(bars: BarGrid, { row, side }: Pick<TradeMark, 'row' | 'side'>, colors: SideColors) {
  const isBuy = side === 'buy'
  return {
    time: toChartTime(bars.first + row * bars.interval),
    position: isBuy ? ('belowBar' as const) : ('aboveBar' as const),
    shape: isBuy ? ('arrowUp' as const) : ('arrowDown' as const),
    color: isBuy ? colors.buy : colors.sell,
  }
}

function selectedMarkers(bars: BarGrid, trade: AssessedTrade | undefined, colors: ChartColors): SeriesMarker<Time>[] {
  if (!trade) return []
  const ends = [
    { side: 'buy' as const, row: barAt(bars, trade.buyTime), text: 'buy' },
    { side: 'sell' as const, row: barAt(bars, trade.sellTime), text: `sell ${formatSignedPercent(trade.gain)}` },
  ]
  return ends
    .filter(({ row }) => row >= 0 && row < bars.rows)
    .map(({ text, ...end }) => ({ ...placeMarker(bars, end, colors), size: 1.6, text }))
}

function dotSize(count: number, highest: number): number {
  return DOTS.min + (DOTS.max - DOTS.min) * Math.sqrt((count - 1) / (highest - 1))
}

function fadeColors({ buy, sell }: SideColors): SideColors {
  return { buy: withOpacity(buy, DOTS.opacity), sell: withOpacity(sell, DOTS.opacity) }
}
