import type { SeriesMarker, Time } from 'lightweight-charts'
import type { AssessedTrade } from '../../src/dashboard/assessment/api.js'
import type { ChartColors } from '../charts/chart-theme.js'
import { barAt, type ChartBars } from '../charts/chart-bars.js'
import { toChartTime } from '../charts/chart-time.js'
import { formatSignedPercent } from '../ui/format.js'

/** Marks above which they become dots, lest they bury the candles. */
const MAX_ARROWS = 120

interface Mark {
  readonly row: number
  readonly side: 'buy' | 'sell'
  /** Where it is the chosen trade. */
  readonly selected: AssessedTrade | undefined
}

/** A purchase points up from below its bar, a sale down from above; the chosen trade is larger and says its gain. */
export function createTradeMarkers(
  bars: ChartBars,
  trades: readonly AssessedTrade[],
  selected: AssessedTrade | undefined,
  colors: ChartColors,
): SeriesMarker<Time>[] {
  const marks = marksOf(bars, trades, selected)
  const isCrowded = marks.length > MAX_ARROWS
  return marks.map(({ row, side, selected: trade }) => ({
    time: toChartTime(bars.first + row * bars.interval),
    position: side === 'buy' ? 'belowBar' : 'aboveBar',
    shape: isCrowded && !trade ? 'circle' : side === 'buy' ? 'arrowUp' : 'arrowDown',
    color: side === 'buy' ? colors.buy : colors.sell,
    size: trade ? 1.6 : isCrowded ? 0.3 : 0.8,
    ...(trade ? { text: side === 'buy' ? 'buy' : `sell ${formatSignedPercent(trade.gain)}` } : {}),
  }))
}

/** Several purchases or sales in one bar share a mark. */
function marksOf(bars: ChartBars, trades: readonly AssessedTrade[], selected: AssessedTrade | undefined): Mark[] {
  const marks = new Map<string, Mark>()
  for (const trade of trades) {
    for (const [side, time] of [['buy', trade.buyTime] as const, ['sell', trade.sellTime] as const]) {
      const row = barAt(bars, time)
      if (row < 0 || row >= bars.rows) continue
      const key = `${row}${side}`
      const isSelected = trade.number === selected?.number
      if (isSelected || !marks.get(key)?.selected)
        marks.set(key, { row, side, selected: isSelected ? trade : undefined })
    }
  }
  return [...marks.values()].sort((a, b) => a.row - b.row)
}
