import { marketPath } from '../../core/market.js'
import { MINUTE } from '../../core/time.js'
import type { TimeFormat } from '../../workspace/time-format.js'
import { renderTable } from '../table.js'
import type { DataList, MarketData } from '../../workspace/data/list/result.js'

const right = 'right' as const
const RANGE_COLUMNS = [
  { name: 'base' },
  { name: 'market' },
  { name: 'from' },
  { name: 'to' },
  { name: 'candles', align: right },
]
const QUALITY_COLUMNS = [
  { name: 'base' },
  ...['missing', 'gaps', 'outages', 'no trades', 'quote a minute', 'no-trade breaks', 'spikes', 'stale runs'].map(
    (name) => ({ name, align: right }),
  ),
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
    markets.filter((data) => data.quality).map((data) => qualityRow(data, markets, limited)),
  )
  const judged = limited && asOf !== undefined ? [`blacklist as of ${time.minute(asOf)}`] : []
  const remarks = [...judged, ...markets.flatMap((data) => remarksOf(data, time, inFull))]
  return [ranges, quality, ...(remarks.length > 0 ? [`${remarks.join('\n')}\n`] : [])].join('\n')
}

function rangeRow({ base, market, quality }: MarketData, time: TimeFormat): string[] {
  const path = marketPath(market)
  if (!quality) return [base, path, 'not readable', '', '']
  const { range, rows, missing } = quality
  const last = range.to - (range.to - range.from) / rows
  return [base, path, time.minute(range.from), time.minute(last), (rows - missing).toLocaleString('en')]
}

/** The base, or the whole market where another one has the same base. */
function nameOf({ base, market }: MarketData, all: readonly MarketData[]): string {
  return all.filter((data) => data.base === base).length > 1 ? marketPath(market) : base
}

function qualityRow(data: MarketData, all: readonly MarketData[], limited: boolean): string[] {
  const { quality, staleRuns, blacklist } = data
  if (!quality) return []
  const { missing, gaps, outages, noTradeShare, minuteQuoteVolume, noTradeBreaks, spikes } = quality
  const holes = [missing, gaps.length, outages.length].map((count) => count.toLocaleString('en'))
  const counts = [Math.round(minuteQuoteVolume), noTradeBreaks.length, spikes.length, staleRuns.length]
  const listed = limited ? (blacklist.length > 0 ? 'yes' : 'no') : 'no limits'
  const shown = counts.map((count) => count.toLocaleString('en'))
  return [nameOf(data, all), ...holes, `${(100 * noTradeShare).toFixed(2)} %`, ...shown, listed]
}

function remarksOf(
  { base, market, quality, blacklist, damaged, error, quotes }: MarketData,
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
    ...(quotes ? [`${path}: ${quotesText(quotes, time)}`] : []),
    ...damaged.map((file) => `${path}: damaged file ${file}`),
    ...(error ? [`${path}: ${error}`] : []),
  ]
}

function quotesText({ range, minutes }: NonNullable<MarketData['quotes']>, time: TimeFormat): string {
  const last = time.minute(range.to - MINUTE)
  return `quotes of ${minutes.toLocaleString('en')} minutes, ${time.minute(range.from)} to ${last}`
}
