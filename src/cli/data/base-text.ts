import { marketPath } from '../../core/market.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import type { FlatRun } from '../../ohlcv/flat-runs.js'
import type { TimeFormat } from '../../workspace/time-format.js'
import { calendarText } from './calendar-text.js'
import type { MarketData } from '../../workspace/data/list/result.js'

/** Most lines of each list. */
const SHOWN = 20

/** One market in full: its calendar of gaps, then what interrupts it and is strange in it, the first of each kind. */
export function baseText({ market, quality, staleRuns, blacklist }: MarketData, time: TimeFormat): string {
  if (!quality) return ''
  const { outages, notImported, noTradeBreaks, spikes, flatRuns } = quality
  return [
    `\n${marketPath(market)}\n${calendarText(quality, time)}`,
    list(
      'never imported',
      notImported.map((gap) => spanText(gap, time)),
    ),
    list(
      'outages',
      outages.map((gap) => spanText(gap, time)),
    ),
    list(
      'no-trade breaks',
      noTradeBreaks.map((run) => spanText(run, time)),
    ),
    list(
      'price spikes, taken back within minutes',
      spikes.map((spike) => `${time.minute(spike.time)}  ${(100 * spike.change).toFixed(2)} %`),
    ),
    list(
      'at one price',
      flatRuns.map((run) => spanText(run, time)),
    ),
    list(
      'at one price while others traded',
      staleRuns.map((run) => spanText(run, time)),
    ),
    list('on the blacklist', blacklist),
  ].join('')
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const more = lines.length - SHOWN
  const rest = more > 0 ? [`and ${more} more (all of them with --json)`] : []
  return `${title}: ${lines.length}\n${[...lines.slice(0, SHOWN), ...rest].map((line) => `  ${line}\n`).join('')}`
}

function spanText({ from, to, minutes }: TimeRange & Pick<FlatRun, 'minutes'>, time: TimeFormat): string {
  return `${time.minute(from)} to ${time.minute(to - MINUTE)}  ${minutes} minutes`
}
