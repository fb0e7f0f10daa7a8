import type { WorkspaceConfig } from '../../config/schema.js'
import { marketPath } from '../../core/market.js'
import { isoMinute } from '../../core/time.js'
import type { MarketImport } from './import-files.js'

/** Outages shown for a market. */
const SHOWN_OUTAGES = 10

/** What an import did, for people: a line for each market, and one for whatever they should know about the files. */
export function importText(report: readonly MarketImport[], config: WorkspaceConfig): string {
  return report.map((market) => `${linesOf(market, config).join('\n')}\n`).join('')
}

function linesOf(done: MarketImport, config: WorkspaceConfig): string[] {
  const { market, range, added, changed, unchanged, missing } = done
  const counts = [
    `${added} candles new`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${unchanged} there already`,
    `${missing} minutes missing`,
  ]
  const lines = [`${marketPath(market)}: ${isoMinute(range.from)} to ${isoMinute(range.to)}, ${counts.join(', ')}`]
  for (const { file, duplicates, disordered } of done.files) {
    if (disordered > 0) lines.push(`  ${file}: ${disordered} lines were out of order and have been sorted`)
    if (duplicates > 0) lines.push(`  ${file}: ${duplicates} lines repeated a minute and were merged`)
  }
  for (const gap of done.outages.slice(0, SHOWN_OUTAGES)) {
    lines.push(`  outage of ${gap.minutes} minutes: ${isoMinute(gap.from)} to ${isoMinute(gap.to)}`)
  }
  const more = done.outages.length - SHOWN_OUTAGES
  if (more > 0) lines.push(`  and ${more} more outages; all of them with: followupward data --json`)
  if (market.exchange !== config.exchange.id || market.type !== config.market) {
    lines.push(`  this is not the workspace's own market (${config.exchange.id} ${config.market})`)
  }
  return lines
}
