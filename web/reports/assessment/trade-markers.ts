import type { SeriesMarker, Time } from 'lightweight-charts'
import type { BarWindow } from './bar-window.js'
import { toChartTime } from '../chart.js'
import { formatInteger, formatSignedPercent } from '../format.js'
import type { PageTrade } from './replay.js'
import type { Palette } from '../theme.js'

/** Marks above which they become dots, lest they bury the candles. */
const MAX_ARROWS = 160
/** Sizes of dots, for one trade and for the most that a mark has, ten at least. */
const DOTS = { min: 0.25, max: 0.9, count: 10 }

/** All purchases or sales of one bar. */
export interface TradeMark {
  /** Epoch minutes of the bar. */
  readonly minute: number
  readonly side: 'buy' | 'sell'
  readonly count: number
}

/** Lays trades on the bars: one mark a bar and side, in the order of time. */
export function markTrades(trades: readonly PageTrade[], { bars: { interval }, from, to }: BarWindow): TradeMark[] {
  const counts = { buy: new Map<number, number>(), sell: new Map<number, number>() }
  const add = (side: TradeMark['side'], at: number): void => {
    const minute = Math.floor(at / interval) * interval
    if (minute >= from && minute <= to) counts[side].set(minute, (counts[side].get(minute) ?? 0) + 1)
  }
  for (const { buyMinute, sellMinute } of trades) {
    add('buy', buyMinute)
    add('sell', sellMinute)
  }
  return (['buy', 'sell'] as const)
    .flatMap((side) => [...counts[side]].map(([minute, count]) => ({ minute, side, count })))
    .sort((a, b) => a.minute - b.minute)
}

/** `1,372 trades; 1,030 marks stand for 2,744 purchases and sales` */
export function describeMarks(
  trades: readonly PageTrade[],
  marks: readonly TradeMark[],
  { bars: { interval }, from, to }: BarWindow,
): string {
  const end = to + interval
  const marked = trades.filter(({ buyMinute, sellMinute }) => buyMinute < end && sellMinute >= from).length
  const all = marks.reduce((sum, { count }) => sum + count, 0)
  const words = `${formatInteger(marked)} ${marked === 1 ? 'trade' : 'trades'}`
  if (marks.length === all) return words
  return `${words}; ${formatInteger(marks.length)} marks stand for ${formatInteger(all)} purchases and sales`
}

/**
 * A purchase points up from below its bar, a sale down from above; a mark of several says how many, or is larger where marks are
 * many. The selected trade is larger than all and says its gain.
 */
export function createTradeMarkers(
  marks: readonly TradeMark[],
  selected: PageTrade | undefined,
  window: BarWindow,
  palette: Palette,
): SeriesMarker<Time>[] {
  const isCrowded = marks.length > MAX_ARROWS
  const highest = marks.reduce((max, { count }) => Math.max(max, count), DOTS.count)
  const markers = marks.map((mark) => ({
    ...placeMarker(mark, palette),
    ...(isCrowded
      ? { shape: 'circle' as const, size: dotSize(mark.count, highest) }
      : { size: 0.8, ...(mark.count > 1 ? { text: String(mark.count) } : {}) }),
  }))
  return [...markers, ...selectedMarkers(selected, window, palette)].sort((a, b) => Number(a.time) - Number(b.time))
}

function selectedMarkers(
  trade: PageTrade | undefined,
  { bars: { interval }, from, to }: BarWindow,
  palette: Palette,
): SeriesMarker<Time>[] {
  if (!trade) return []
  const ends = [
    { side: 'buy' as const, at: trade.buyMinute, text: 'buy' },
    { side: 'sell' as const, at: trade.sellMinute, text: `sell ${formatSignedPercent(trade.gain)}` },
  ]
  return ends
    .map(({ side, at, text }) => ({ side, minute: Math.floor(at / interval) * interval, text }))
    .filter(({ minute }) => minute >= from && minute <= to)
    .map(({ text, ...mark }) => ({ ...placeMarker(mark, palette), size: 1.6, text }))
}

function placeMarker({ minute, side }: Pick<TradeMark, 'minute' | 'side'>, palette: Palette) {
  const isBuy = side === 'buy'
  return {
    time: toChartTime(minute),
    position: isBuy ? ('belowBar' as const) : ('aboveBar' as const),
    shape: isBuy ? ('arrowUp' as const) : ('arrowDown' as const),
    color: isBuy ? palette.buy : palette.sell,
  }
}

function dotSize(count: number, highest: number): number {
  return DOTS.min + (DOTS.max - DOTS.min) * Math.sqrt((count - 1) / (highest - 1))
}
