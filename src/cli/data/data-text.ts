import { marketPath } from '../../core/market.js'
import { isoMinute } from '../../core/time.js'
import { renderTable } from '../table.js'
import type { MarketData } from './list-data.js'

const COLUMNS = [
  { name: 'base' },
  { name: 'market' },
  { name: 'from' },
  { name: 'to' },
  { name: 'candles', align: 'right' },
  { name: 'missing', align: 'right' },
  { name: 'gaps', align: 'right' },
  { name: 'outages', align: 'right' },
  { name: 'no trades', align: 'right' },
] as const

/** Longest outages shown for a market. */
const SHOWN_OUTAGES = 5

/** The table of all markets, then the outages and the faults by name. `to` is the open time of the last candle. */
export function dataText(listed: readonly MarketData[]): string {
  const table = renderTable(COLUMNS, listed.map(rowOf))
  const remarks = listed.flatMap(remarksOf)
  return remarks.length > 0 ? `${table}\n${remarks.join('\n')}\n` : table
}

function rowOf({ base, market, quality }: MarketData): string[] {
  const path = marketPath(market)
  if (!quality) return [base, path, 'not readable', '', '', '', '', '', '']
  const { range, rows, missing, gaps, outages, noTradeShare } = quality
  const last = range.to - (range.to - range.from) / rows
  const counts = [rows - missing, missing, gaps.length, outages.length].map((count) => count.toLocaleString('en'))
  return [base, path, isoMinute(range.from), isoMinute(last), ...counts, `${(100 * noTradeShare).toFixed(2)} %`]
}

function remarksOf({ market, quality, damaged, fault }: MarketData): string[] {
  const path = marketPath(market)
  const longest = [...(quality?.outages ?? [])].sort((a, b) => b.minutes - a.minutes)
  const outages = longest
    .slice(0, SHOWN_OUTAGES)
    .map((gap) => `${path}: outage of ${gap.minutes} minutes, ${isoMinute(gap.from)} to ${isoMinute(gap.to)}`)
  const more = longest.length - SHOWN_OUTAGES
  if (more > 0) outages.push(`${path}: ${more} shorter outages (all of them with --json)`)
  return [
    ...outages,
    ...damaged.map((file) => `${path}: damaged file ${file}`),
    ...(fault ? [`${path}: ${fault}`] : []),
  ]
}
