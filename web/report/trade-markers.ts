import type { SeriesMarker, Time } from 'lightweight-charts'
import type { BarWindow } from './bar-window.js'
import { chartTime } from './chart.js'
import { percent } from './format.js'
import type { PageTrade } from './replay.js'
import type { Palette } from './theme.js'

/** A purchase points up from below its bar, a sale down from above; the selected trade is larger and says its gain. */
export function tradeMarkers(
  trades: readonly PageTrade[],
  selected: PageTrade | undefined,
  loaded: BarWindow,
  palette: Palette,
): SeriesMarker<Time>[] {
  const { interval } = loaded.bars
  const small = trades.length > 80 ? 0.5 : 0.9
  return trades
    .flatMap((trade) => markersOf(trade, trade === selected, small, palette))
    .filter(({ minute }) => minute >= loaded.from && minute < loaded.to + interval)
    .sort((a, b) => a.minute - b.minute)
    .map(({ minute, marker }) => ({
      ...marker,
      time: chartTime(Math.floor(minute / interval) * interval),
    }))
}

interface Placed {
  readonly minute: number
  readonly marker: Omit<SeriesMarker<Time>, 'time'> & { readonly position: 'belowBar' | 'aboveBar' }
}

function markersOf(trade: PageTrade, isSelected: boolean, small: number, palette: Palette): Placed[] {
  const size = isSelected ? 1.6 : small
  return [
    {
      minute: trade.buyMinute,
      marker: {
        position: 'belowBar',
        shape: 'arrowUp',
        color: palette.buy,
        size,
        ...(isSelected ? { text: 'buy' } : {}),
      },
    },
    {
      minute: trade.sellMinute,
      marker: {
        position: 'aboveBar',
        shape: 'arrowDown',
        color: palette.sell,
        size,
        ...(isSelected ? { text: `sell ${percent(trade.gain)}` } : {}),
      },
    },
  ]
}
