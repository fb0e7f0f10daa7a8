import { marketPath } from '../../core/market.js'
import type { TimeFormat } from '../../workspace/time-format.js'
import { renderTable } from '../table.js'
import type { DataList, MarketData } from '../../workspace/data/list/result.js'

const right = 'right' as const
const RANGE_COLUMNS = [
  { name: 'base' },
  { name: 'market' },
  { name: 'from' },
  { name: 'to' },
  ...['candles', 'missing', 'gaps', 'outages', 'no trades'].map((name) => ({ name, align: right })),
]
const QUALITY_COLUMNS = [
  { name: 'base' },
  { name: 'market' },
  ...['quote a minute', 'no-trade breaks', 'spikes', 'stale runs'].map((name) => ({ name, align: right })),
  { name: 'blacklist' },
]

/** Longest outages shown for a market. */
const SHOWN_OUTAGES = 5

/**
 * The tables of all markets, then what was never imported and the longest outages of those that are not shown `inFull` elsewhere, and what is not readable. `to`
 * is the open time of the last candle.
 */
export function dataText(
  { asOf, markets }: DataList,
  time: TimeFormat,
  limited: boolean,
  inFull: readonly string[] = [],
): string {
  const ranges = renderTable(
    RANGE_COLUMNS,
    markets.map((data) => rangeRow(data, time)),
  )
  const quality = renderTable(
    QUALITY_COLUMNS,
    markets.filter((data) => data.quality).map((data) => qualityRow(data, limited)),
  )
  const judged = limited && asOf !== undefined ? [`blacklist as of ${time.minute(asOf)}`] : []
  const remarks = [...judged, ...markets.flatMap((data) => remarksOf(data, time, inFull))]
  return [ranges, quality, ...(remarks.length > 0 ? [`${remarks.join('\n')}\n`] : [])].join('\n')
}

function rangeRow({ base, market, quality }: MarketData, time: TimeFormat): string[] {
  const path = marketPath(market)
  if (!quality) return [base, path, 'not readable', '', '', '', '', '', '']
  const { range, rows, missing, gaps, outages, noTradeShare } = quality
  const last = range.to - (range.to - range.from) / rows
  const counts = [rows - missing, missing, gaps.length, outages.length].map((count) => count.toLocaleString('en'))
  return [base, path, time.minute(range.from), time.minute(last), ...counts, `${(100 * noTradeShare).toFixed(2)} %`]
}

function qualityRow({ base, market, quality, staleRuns, blacklist }: MarketData, limited: boolean): string[] {
  if (!quality) return []
  const { minuteQuoteVolume, noTradeBreaks, spikes } = quality
  const counts = [Math.round(minuteQuoteVolume), noTradeBreaks.length, spikes.length, staleRuns.length]
  const listed = limited ? (blacklist.length > 0 ? 'yes' : 'no') : 'no limits set'
  return [base, marketPath(market), ...counts.map((count) => count.toLocaleString('en')), listed]
}

function remarksOf(
  { base, market, quality, blacklist, damaged, error }: MarketData,
  time: TimeFormat,
  inFull: readonly string[],
): string[] {
  const path = marketPath(market)
  const notImported = (inFull.includes(base) ? [] : (quality?.notImported ?? [])).map(
    (gap) => `${path}: never imported: ${gap.minutes} minutes, ${time.minute(gap.from)} to ${time.minute(gap.to)}`,
  )
  const longest = (inFull.includes(base) ? [] : [...(quality?.outages ?? [])]).sort((a, b) => b.minutes - a.minutes)
  const outages = longest
    .slice(0, SHOWN_OUTAGES)
    .map((gap) => `${path}: outage of ${gap.minutes} minutes, ${time.minute(gap.from)} to ${time.minute(gap.to)}`)
  const more = longest.length - SHOWN_OUTAGES
  if (more > 0) outages.push(`${path}: ${more} shorter outages (all of them with --json)`)
  return [
    ...notImported,
    ...outages,
    ...(inFull.includes(base) ? [] : blacklist.map((reason) => `${path}: blacklist: ${reason}`)),
    ...damaged.map((file) => `${path}: damaged file ${file}`),
    ...(error ? [`${path}: ${error}`] : []),
  ]
}
