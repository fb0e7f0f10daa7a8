import type { SeriesMarker, Time } from 'lightweight-charts'
import type { BarWindow } from './bar-window.js'
import { toChartTime } from '../chart.js'
import { formatSignedPercent } from '../format.js'
import type { PageTrade } from './replay.js'
import type { Palette } from '../theme.js'

/** Marks above which they become dots, lest they bury the candles. */
const MAX_ARROWS = 160

/** One mark of a bar; several purchases or sales in one bar share it. */
interface Mark {
  /** Epoch minutes of the bar. */
  readonly minute: number
  readonly side: 'buy' | 'sell'
  /** The trade, where it is the selected one. */
  readonly selected: PageTrade | undefined
}

/** A purchase points up from below its bar, a sale down from above; the selected trade is larger and says its gain. */
export function createTradeMarkers(
  trades: readonly PageTrade[],
  selected: PageTrade | undefined,
  window: BarWindow,
  palette: Palette,
): SeriesMarker<Time>[] {
  const marks = marksOf(trades, selected, window)
  return marks.map((mark) => createMarker(mark, marks.length > MAX_ARROWS, palette))
}

function marksOf(trades: readonly PageTrade[], selected: PageTrade | undefined, window: BarWindow): Mark[] {
  const { interval } = window.bars
  const marks = new Map<string, Mark>()
  const add = (trade: PageTrade, side: Mark['side'], at: number): void => {
    const minute = Math.floor(at / interval) * interval
    if (minute < window.from || minute > window.to) return
    const key = `${minute}${side}`
    if (trade === selected || !marks.get(key)?.selected) {
      marks.set(key, { minute, side, selected: trade === selected ? trade : undefined })
    }
  }
  for (const trade of trades) {
    add(trade, 'buy', trade.buyMinute)
    add(trade, 'sell', trade.sellMinute)
  }
  return [...marks.values()].sort((a, b) => a.minute - b.minute)
}

function createMarker({ minute, side, selected }: Mark, isCrowded: boolean, palette: Palette): SeriesMarker<Time> {
  const isBuy = side === 'buy'
  const arrow = isBuy ? ('arrowUp' as const) : ('arrowDown' as const)
  return {
    time: toChartTime(minute),
    position: isBuy ? 'belowBar' : 'aboveBar',
    shape: isCrowded && !selected ? 'circle' : arrow,
    color: isBuy ? palette.buy : palette.sell,
    size: selected ? 1.6 : isCrowded ? 0.3 : 0.8,
    ...(selected ? { text: isBuy ? 'buy' : `sell ${formatSignedPercent(selected.gain)}` } : {}),
  }
}
