import { isoMinute } from '../../core/time.js'
import { Decimal } from '../../core/decimal.js'
import { describeSource } from '../../workspace/trade/resolve-thresholds.js'
import { gainStyle } from '../style.js'
import { feeText, money, percent, seenText } from './trading-figures.js'
import type { TradeResult } from '../../workspace/trade/result.js'

const TITLES = { replay: 'Replay', testnet: 'Testnet trading', live: 'Live trading' } as const

/** What a run came to, for people. */
export function tradeText(report: TradeResult): string {
  const { quote, fees } = report
  const positions = report.positions.map(({ base, amount, value, unsellable }) =>
    [
      `${base} ${amount}`,
      value === undefined ? 'worth unknown' : `worth ${money(value)} ${quote}`,
      ...(unsellable === undefined ? [] : [`held and not sellable: ${unsellable}`]),
    ].join(', '),
  )
  const rows: [string, string][] = [
    [
      'time',
      `${isoMinute(report.from)} … ${isoMinute(report.to)}: ${report.minutes} minutes, ${report.skipped} skipped`,
    ],
    ['thresholds', thresholdText(report)],
    ['value at the start', `${money(report.startQuote)} ${quote}`],
    ['value at the end', `${money(report.endQuote)} ${quote}`],
    ['gain after fees', gainStyle(report.gain, percent(report.gain))],
    ...balanceRows(report),
    ['buy and hold', `${percent(report.buyAndHold)}, the same bases after fees`],
    ['trades', `${report.trades} closed; ${ordersText(report)}`],
    ['fees', `${money(report.feesInQuote)} ${quote} (${feeText(fees)})`],
    ['open positions', positions.join('; ') || 'none'],
    ['book', `${report.book}, run ${report.run}${report.mode === 'replay' ? '' : `, account ${report.account}`}`],
  ]
  const title = `${TITLES[report.mode]} on the scores of ${report.classifier ?? 'no classifier'}: ${report.bases.join(', ')}`
  const body = rows.map(([name, value]) => `  ${name.padEnd(20)}${value}`)
  return [title, ...body, ...warning(report)].join('\n').concat('\n')
}

function thresholdText({ thresholds, thresholdSources: sources }: TradeResult): string {
  const textOf = (side: 'buy' | 'sell'): string => `${side} ${thresholds[side]} ${describeSource(sources[side])}`
  return `${textOf('buy')}, ${textOf('sell')}`
}

/** What makes value and gain differ from what the account has. */
function balanceRows({ differences, transferred, quote }: TradeResult): [string, string][] {
  const rows: [string, string][] = differences.map(({ currency, booked, balance }) => [
    `${currency} differs`,
    `the account holds ${balance}, the book has ${booked}: value and gain are the book's`,
  ])
  if (!new Decimal(transferred).isZero()) {
    rows.push(['moved by others', `${transferred} ${quote}, not counted as gain or loss`])
  }
  return rows
}

function warning({ seen, differences }: TradeResult): string[] {
  const unequal =
    differences.length > 0
      ? [
          'The account holds less than the book says: nothing is bought until they agree, or until you write the rest off (--accept-balances).',
        ]
      : []
  if (seen.length === 0) return unequal
  return [...unequal, seenText(seen)]
}

function ordersText({ orders, fills, cancelled, rejected, lost }: TradeResult): string {
  const refused = rejected > 0 ? `, ${rejected} rejected` : ''
  return `${orders} orders, ${fills.length} fills, ${cancelled} cancelled${refused}${lost > 0 ? `, ${lost} lost` : ''}`
}
