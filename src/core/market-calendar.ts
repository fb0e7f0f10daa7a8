import { alwaysOpen, type Calendar } from './calendar.js'
import { UserError } from './errors.js'
import type { Market } from './market.js'
import { DAY, HOUR, MINUTE } from './time.js'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
])

/** When a market is open, and how long one of its candles lasts. Throws UserError for an interval that is not known. */
export function calendarOf(market: Market): Calendar {
  const [, count = '', unit = ''] = /^([1-9]\d*)([mhd])$/.exec(market.interval) ?? []
  const milliseconds = Number(count) * (UNITS.get(unit) ?? 0)
  if (milliseconds > 0) return alwaysOpen(milliseconds)
  throw new UserError(`the candle interval is ${market.interval}: expected one such as 1m, 1h or 1d`)
}
