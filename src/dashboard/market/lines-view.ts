import type { Base } from '../../config/markets.js'
import { float64ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import { HOUR, MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { countFilledAtEnd } from '../../ohlcv/key-figures.js'
import { LINE_WINDOWS, fitRegressionLine } from '../../ohlcv/regression-line.js'
import type { LinesView } from './api.js'
import { NotFoundError } from '../http/errors.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { formatWindow } from './figure-table.js'

/**
 * The lines that end in the minute that is open at `at`, else in the last one. An outage has none: only copies of a price of before
 * stand there. Throws NotFoundError where there is no candle.
 */
export async function readLinesView(
  store: CandleStore,
  { name, market }: Base,
  stored: TimeRange,
  at: number | undefined,
  outageMinutes: number,
): Promise<LinesView> {
  const time = at === undefined ? stored.to - MINUTE : Math.floor(at / MINUTE) * MINUTE
  if (time < stored.from) {
    throw new NotFoundError(`${name} has no candles at ${isoMinute(time)}; they begin at ${isoMinute(stored.from)}`)
  }
  if (time >= stored.to) {
    throw new NotFoundError(`${name} has no candles at ${isoMinute(time)}; they end at ${isoMinute(stored.to)}`)
  }
  const longest = Math.max(...LINE_WINDOWS)
  const range = { from: time - (longest - 1) * MINUTE, to: time + MINUTE }
  const frame = await store.readColumns(market, ['close', 'filled'], range)
  const close = float64ColumnOf(frame, 'close')
  const missing = countFilledAtEnd({ filled: uint8ColumnOf(frame, 'filled') })
  const place = { base: name, at: at ?? null, time, missingSince: missing > 0 ? time - (missing - 1) * MINUTE : null }
  if (missing > outageMinutes) return { ...place, close: null, lines: [] }
  const now = close.at(-1) ?? Number.NaN
  const lines = LINE_WINDOWS.flatMap((window) => {
    const line = fitRegressionLine({ grid: frame.grid, close }, window)
    if (!line) return []
    const { start, end } = line
    const hours = ((window - 1) * MINUTE) / HOUR
    const gain = (100 * (end - start)) / hours / now
    return [{ title: formatWindow(window), from: time - (window - 1) * MINUTE, to: time, start, end, gain }]
  })
  return { ...place, close: now, lines }
}
