import type { AssessedTrade, TradeFilter, TradeMark, TradeMarks } from './assessment-view.js'
import { isMatch } from './trade-list.js'

/** The bars of a chart of one base. */
export interface ChartBars {
  readonly chart: string
  /** Epoch ms of the first bar's begin, and ms that a bar covers. */
  readonly first: number
  readonly interval: number
  readonly rows: number
}

/**
 * Lays all trades of the chart's base that match on its bars. Purchases that fall into one bar share a mark, sales likewise: no
 * trade is left out, and a mark says how many it stands for.
 */
export function markTrades(
  trades: readonly AssessedTrade[],
  filter: TradeFilter,
  { chart, first, interval, rows }: ChartBars,
): TradeMarks {
  const counts = { buy: new Uint32Array(rows), sell: new Uint32Array(rows) }
  const add = (side: TradeMark['side'], time: number): boolean => {
    const row = Math.floor((time - first) / interval)
    if (row < 0 || row >= rows) return false
    counts[side][row] = (counts[side][row] ?? 0) + 1
    return true
  }
  let marked = 0
  for (const trade of trades) {
    if (trade.base !== chart || !isMatch(trade, filter)) continue
    const [isBought, isSold] = [add('buy', trade.buyTime), add('sell', trade.sellTime)]
    if (isBought || isSold) marked++
  }
  const marks: TradeMark[] = []
  for (let row = 0; row < rows; row++) {
    for (const side of ['buy', 'sell'] as const) {
      const count = counts[side][row] ?? 0
      if (count > 0) marks.push({ row, side, count })
    }
  }
  return { base: chart, first, interval, trades: marked, marks }
}
