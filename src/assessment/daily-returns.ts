import { DAY, MINUTE } from '../core/time.js'
import { markEquity, type MarkedTrades } from './marked-equity.js'

/** Returns by UTC day. */
export interface DailyReturns {
  /** Epoch ms of the first day's begin. */
  readonly from: number
  /** One a day, a share of the capital; a day without a position has 0. */
  readonly returns: readonly number[]
}

/**
 * What trading returned each UTC day, from the day of the first row to that of the last: the change of the equity at the day's last
 * close, open positions marked, over a capital that is divided equally among the bases. Their sum is the summed gain over the
 * number of bases. Without a row there is no day.
 */
export function dailyReturns(traded: readonly MarkedTrades[], fee: number): DailyReturns {
  const { first, gain } = markEquity(traded, fee)
  if (gain.length === 0) return { from: 0, returns: [] }
  const minutesADay = DAY / MINUTE
  const firstDay = Math.floor(first / minutesADay)
  const days = Math.floor((first + gain.length - 1) / minutesADay) - firstDay + 1
  let before = 0
  const returns = Array.from({ length: days }, (_, day) => {
    const close = Math.min(gain.length, (firstDay + day + 1) * minutesADay - first) - 1
    const equity = gain[close] ?? before
    const change = (equity - before) / traded.length
    before = equity
    return change
  })
  return { from: firstDay * DAY, returns }
}
