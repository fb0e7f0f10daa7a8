import { isoMinute } from '../../core/time.js'
import { Decimal } from '../../core/decimal.js'
import type { TradeReport } from '../../workspace/trade/trade-report.js'

/** What a run came to, for people. `seen` names the sets of the classifier's making that the time belongs to. */
export function tradeText(report: TradeReport, seen: readonly string[]): string {
  const { quote, fees } = report
  const held = report.positions.map(({ base, amount, value }) => `${base} ${amount}, worth ${money(value)} ${quote}`)
  const rows: [string, string][] = [
    [
      'time',
      `${isoMinute(report.from)} … ${isoMinute(report.to)}: ${report.minutes} minutes, ${report.skipped} skipped`,
    ],
    ['thresholds', `buy ${report.thresholds.buy}, sell ${report.thresholds.sell}`],
    ['value at the start', `${money(report.startQuote)} ${quote}`],
    ['value at the end', `${money(report.endQuote)} ${quote}`],
    ['gain after fees', percent(report.gain)],
    ['buy and hold', `${percent(report.buyAndHold)}, the same bases after fees`],
    ['trades', `${report.trades} closed; ${ordersText(report)}`],
    ['fees', `${money(report.feesInQuote)} ${quote} (${feeText(fees)})`],
    ['open positions', held.join('; ') || 'none'],
    ['book', `${report.book}, run ${report.run}`],
  ]
  const title = `${report.mode === 'live' ? 'Live trading' : 'Paper trading'} on the scores of ${report.classifier ?? 'no classifier'}: ${report.bases.join(', ')}`
  const body = rows.map(([name, value]) => `  ${name.padEnd(20)}${value}`)
  return [title, ...body, ...warning(seen)].join('\n').concat('\n')
}

function warning(seen: readonly string[]): string[] {
  if (seen.length === 0) return []
  return [`This time was used for ${seen.join(' and ')}: what was gained in it says nothing about any other.`]
}

function ordersText({ orders, fills, cancelled, rejected, lost }: TradeReport): string {
  const refused = rejected > 0 ? `, ${rejected} rejected` : ''
  return `${orders} orders, ${fills.length} fills, ${cancelled} cancelled${refused}${lost > 0 ? `, ${lost} lost` : ''}`
}

function feeText(fees: TradeReport['fees']): string {
  const parts = Object.entries(fees).map(
    ([currency, amount]) => `${new Decimal(amount).toSignificantDigits(6).toFixed()} ${currency}`,
  )
  return parts.join(', ') || 'none'
}

function money(text: string): string {
  return new Decimal(text).toFixed(2)
}

function percent(gain: number): string {
  return `${gain >= 0 ? '+' : ''}${(100 * gain).toFixed(2)} %`
}
