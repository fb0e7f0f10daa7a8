import { isoMinute } from '../../core/time.js'
import type { BacktestResult } from '../../workspace/backtest/result.js'
import { gainStyle } from '../style.js'
import { feeText, money, percent, seenText } from '../trade/trading-figures.js'

/** What a backtest came to, for people. */
export function backtestText(result: BacktestResult): string {
  const { quote } = result
  const rows: [string, string][] = [
    ['time', `${isoMinute(result.from)} … ${isoMinute(result.to)}: ${result.minutes} minutes`],
    ...(result.thresholds
      ? [['thresholds', `buy ${result.thresholds.buy}, sell ${result.thresholds.sell}`] satisfies [string, string]]
      : []),
    ['value at the start', `${money(result.startQuote)} ${quote}`],
    ['value at the end', `${money(result.endQuote)} ${quote}`],
    ['gain after fees', gainStyle(result.gain, percent(result.gain))],
    ['deepest drawdown', percent(-result.maxDrawdown)],
    ['buy and hold', `${percent(result.buyAndHold)}, the same bases after fees`],
    ['trades', tradesText(result)],
    ['orders', ordersText(result)],
    ['fees', feeText(result.fees)],
    ['open positions', result.positions.map(positionText(quote)).join('; ') || 'none'],
    ['universe', universeText(result)],
    ...(result.book ? [['book', `${result.book.file}, run ${result.book.run}`] satisfies [string, string]] : []),
  ]
  const body = rows.map(([name, value]) => `  ${name.padEnd(20)}${value}`)
  return [`Backtest of ${subjectOf(result)}: ${result.bases.join(', ')}`, ...body, ...warning(result)]
    .join('\n')
    .concat('\n')
}

function subjectOf({ scores, strategy }: BacktestResult): string {
  return scores === undefined ? `the strategy ${strategy}` : `the scores of ${scores}`
}

function tradesText({ trades, hitRate }: BacktestResult): string {
  return hitRate === undefined
    ? 'none closed'
    : `${trades.length} closed, ${(100 * hitRate).toFixed(0)} % of them with a gain`
}

function ordersText({ orders, orderType, fills, cancelled, rejected }: BacktestResult): string {
  return `${orders} ${orderType} orders, ${fills} fills, ${cancelled} cancelled${rejected > 0 ? `, ${rejected} rejected` : ''}`
}

function universeText({ listed, delisted, survivorsOnly }: BacktestResult): string {
  const parts = [
    ...Object.entries(listed).map(([base, time]) => `${base} begins ${isoMinute(time)}`),
    ...Object.entries(delisted).map(([base, time]) => `${base} ends ${isoMinute(time)}`),
  ]
  if (survivorsOnly) return ['survivors only: no delisted base is stored, so gains are too good', ...parts].join('; ')
  return parts.join('; ') || 'all bases have candles of the whole time'
}

function positionText(quote: string): (position: BacktestResult['positions'][number]) => string {
  return ({ base, amount, value, unsellable }) =>
    [
      `${base} ${amount}`,
      ...(value === undefined ? [] : [`worth ${money(value)} ${quote}`]),
      ...(unsellable === undefined ? [] : [`not sellable: ${unsellable}`]),
    ].join(', ')
}

function warning({ seen }: BacktestResult): string[] {
  if (seen.length === 0) return []
  return [seenText(seen)]
}
