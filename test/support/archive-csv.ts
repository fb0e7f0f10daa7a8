import { CANDLE_COLUMNS, type Candles } from '../../src/core/candles.js'
import { timeAt } from '../../src/core/grid.js'

const HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore'

/** The lines of Binance's archive for the candles that are not filled. `unit` is how many make a millisecond. */
export function archiveLines(candles: Candles, unit = 1): string[] {
  return [...candles.filled.keys()].flatMap((row) => {
    if (candles.filled[row] === 1) return []
    const time = timeAt(candles.grid, row) * unit
    const [open, high, low, close, volume, quote, trades, taker] = CANDLE_COLUMNS.map((name) => candles[name][row])
    return [[time, open, high, low, close, volume, time + 60_000 * unit - 1, quote, trades, taker, 0, 0].join(',')]
  })
}

export function archiveCsv(candles: Candles, { header = true, unit = 1 } = {}): string {
  return [...(header ? [HEADER] : []), ...archiveLines(candles, unit)].map((line) => `${line}\n`).join('')
}

/** `timestamp,open,high,low,close,volume`. */
export function plainCsv(candles: Candles): string {
  const lines = archiveLines(candles).map((line) => line.split(',').slice(0, 6).join(','))
  return `timestamp,open,high,low,close,volume\n${lines.join('\n')}\n`
}
