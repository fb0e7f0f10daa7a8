import type { WorkspaceConfig } from '../../config/schema.js'
import { RequestError } from '../../core/request-error.js'
import { marketPath, type Market } from '../../core/market.js'
import { createTimeFormat, type TimeFormat } from '../../workspace/time-format.js'
import { importDataSchema } from '../../workspace/data/import/request.js'
import type { ImportedData, MarketImport, QuoteImport } from '../../workspace/data/import/result.js'
import type { CandleConflictError } from '../../store/candles/candle-store.js'
import { flagOfKey } from '../request-flags.js'
import { renderTable } from '../table.js'

/** Outages shown for a market. */
const SHOWN_OUTAGES = 10

/** What an import did, for people: a line for each market, and one for whatever they should know about the files. */
export function importText({ markets, quotes }: ImportedData, config: WorkspaceConfig): string {
  const time = createTimeFormat(config.timeZone)
  const lines = [
    ...markets.flatMap((market) => linesOf(market, config, time)),
    ...quotes.flatMap((one) => quoteLinesOf(one, config, time)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** A remark with the options of the command line for the keys of the request. */
function withFlags(remark: string): string {
  return new RequestError(remark).messageFor(flagOfKey(importDataSchema))
}

function linesOf(done: MarketImport, config: WorkspaceConfig, time: TimeFormat): string[] {
  const { market, range, added, changed, unchanged, missing } = done
  const counts = [
    `${added} candles new`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${unchanged} there already`,
    `${missing} minutes missing`,
  ]
  const lines = [`${marketPath(market)}: ${time.minute(range.from)} to ${time.minute(range.to)}, ${counts.join(', ')}`]
  if (done.kept > 0) lines.push(`  ${done.kept} minutes differ and were kept as they were stored`)
  for (const remark of done.remarks) lines.push(`  ${withFlags(remark)}`)
  for (const { file, duplicates, disordered, remarks } of done.files) {
    for (const remark of remarks) lines.push(`  ${file}: ${withFlags(remark)}`)
    if (disordered > 0) lines.push(`  ${file}: ${disordered} lines or rows were out of order and have been sorted`)
    if (duplicates > 0) lines.push(`  ${file}: ${duplicates} lines or rows repeated a minute and were merged`)
  }
  for (const gap of done.notImported) {
    lines.push(`  never imported: ${gap.minutes} minutes, ${time.minute(gap.from)} to ${time.minute(gap.to)}`)
  }
  for (const gap of done.outages.slice(0, SHOWN_OUTAGES)) {
    lines.push(`  outage of ${gap.minutes} minutes: ${time.minute(gap.from)} to ${time.minute(gap.to)}`)
  }
  const more = done.outages.length - SHOWN_OUTAGES
  if (more > 0) lines.push(`  and ${more} more outages; all of them with: followupward data --json`)
  return [...lines, ...foreignLines(market, config)]
}

function foreignLines(market: Market, config: WorkspaceConfig): string[] {
  if (market.exchange === config.exchange.id && market.type === config.market) return []
  return [`  this is not the workspace's own market (${config.exchange.id} ${config.market})`]
}

function quoteLinesOf(done: QuoteImport, config: WorkspaceConfig, time: TimeFormat): string[] {
  const { market, range, added, changed, unchanged, missing, kept } = done
  const counts = [
    `${added} quotes new`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${unchanged} there already`,
    `${missing} minutes without one`,
  ]
  return [
    `${marketPath(market)}: ${time.minute(range.from)} to ${time.minute(range.to)}, ${counts.join(', ')}`,
    ...(kept > 0 ? [`  ${kept} minutes differ and were kept as they were stored`] : []),
    ...done.remarks.map((remark) => `  ${withFlags(remark)}`),
    ...done.files.flatMap(({ file, remarks }) => remarks.map((remark) => `  ${file}: ${withFlags(remark)}`)),
    ...foreignLines(market, config),
  ]
}

const right = 'right' as const
const COLUMNS = [
  { name: 'minute' },
  { name: 'column' },
  { name: 'stored', align: right },
  { name: 'new', align: right },
]

/** The first minutes that differ from what is stored, a line for each value, and how many there are. */
export function conflictText({ conflicts, count }: CandleConflictError, time: TimeFormat): string {
  const rows = conflicts.flatMap((conflict) =>
    conflict.differing.map(({ column, stored, fresh }) => [
      time.minute(conflict.time),
      column,
      String(stored),
      String(fresh),
    ]),
  )
  const shown = conflicts.length < count ? `, the first ${conflicts.length}` : ''
  const subject = count === 1 ? '1 minute differs' : `${count} minutes differ`
  return `${subject} from what is stored${shown}:\n${renderTable(COLUMNS, rows)}`
}
