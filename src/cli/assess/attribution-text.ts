import type { Calibration } from '../../assessment/attribution/calibration.js'
import type { Capacity } from '../../assessment/attribution/capacity.js'
import type { Concentration, GainShares } from '../../assessment/attribution/concentration.js'
import type { CostSensitivity, SpreadStep } from '../../assessment/attribution/cost-sensitivity.js'
import type { GainAttribution } from '../../assessment/attribution/gain-attribution.js'
import type { RegimeResult, Regimes } from '../../assessment/attribution/regimes.js'
import type { Trade } from '../../assessment/simulate-trades.js'
import { isoMinute } from '../../core/time.js'
import { renderTable, type TableColumn } from '../table.js'
import { percent } from './percent.js'

/** Trades that are listed at either end. */
const EXTREMES = 3

/** What `assess` prints of what is behind the gain; no line is wider than 100 columns. Empty without a trade, but for the probabilities. */
export function attributionText(attribution: GainAttribution): string {
  const { costs, capacity, concentration, regimes, calibration, bestTrades, worstTrades } = attribution
  if (costs.perTrade === null) return `\n${calibrationText(calibration)}`
  return [
    `\nWhat is behind the gain\n${perTradeText(costs)}`,
    costTable(costs),
    capacity ? `\n${capacityText(capacity)}` : '',
    `\n${concentrationText(concentration)}`,
    `\nBy what the market did in the day before a purchase, and by month (--json: by hour and base too)\n`,
    regimeTable(regimes),
    '\nBest and worst trades\n',
    tradeTable([...bestTrades.slice(0, EXTREMES), ...worstTrades.slice(0, EXTREMES).toReversed()]),
    `\n${calibrationText(calibration)}`,
  ].join('')
}

function perTradeText({ perTrade, breakEvenFee }: CostSensitivity): string {
  if (!perTrade || breakEvenFee === null) return ''
  const first = `A trade gains ${percent(perTrade.gross)} % before costs, which take ${percent(perTrade.costs)} %\n`
  const second =
    breakEvenFee > 0
      ? `Nothing would be left at a fee of ${percent(breakEvenFee)} % a side`
      : 'It would lose without any fee'
  return `${first}${second}\n`
}

function costTable({ fees, spreads, delays, gain }: CostSensitivity): string {
  const columns: TableColumn[] = ['spread', 'minutes later', ...fees.map((fee) => `fee ${percent(fee, 3)}`)].map(
    (name) => ({ name, align: 'right' }),
  )
  const rows = delays.flatMap((delay, i) =>
    spreads.map((spread, j) => [
      spreadText(spread),
      String(delay),
      ...fees.map((_, k) => percent(gain[i]?.[j]?.[k] ?? 0)),
    ]),
  )
  return `Gain in % at other costs: by spread and delay of fills (down) and fee a side (across)\n${renderTable(columns, rows)}`
}

function spreadText({ factor, share }: SpreadStep): string {
  return factor === null || factor === 1 ? `${percent(share, 3)} %` : `${percent(share, 3)} % (×${factor})`
}

function capacityText({ best, limit }: Capacity): string {
  if (!best) return 'Capacity: none of the sizes tried gains where its minutes have the volume for it\n'
  const share = best.volumeShare
  const ofVolume = share
    ? `Half of those orders are more than ${percent(share.median)} % of their minute’s volume\n`
    : ''
  const until = limit === null ? '' : `; of more than about ${round(limit)} nothing`
  return `Capacity: of the sizes tried, orders of ${round(best.stake)} quote gain most, ${round(best.profit)}${until}\n${ofVolume}`
}

function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en')
}

function concentrationText({ trades, days, bases }: Concentration): string {
  const shares = [
    ...topTexts(trades, 'trade'),
    ...topTexts(days, 'day'),
    ...(bases.count > 1 ? topTexts(bases, 'base') : []),
  ]
  const index = trades.herfindahl.gains
  const even =
    index === null ? '' : `Herfindahl index of gaining trades ${index.toFixed(3)} (0: all alike, 1: one has it all)\n`
  return `Share of the gain: ${shares.join(', ') || 'cannot be said, there is none'}\n${even}`
}

function topTexts({ top }: GainShares, part: string): string[] {
  return top.flatMap(({ count, share }) => {
    if (share === null) return []
    return [`${count === 1 ? `best ${part}` : `${count} best ${part}s`} ${Math.round(100 * share)} %`]
  })
}

function regimeTable({ volatility, trend, month }: Regimes): string {
  const columns: TableColumn[] = ['', '', 'rows', 'trades', 'won', 'gain %'].map((name, index) => ({
    name,
    align: index < 2 ? 'left' : 'right',
  }))
  return renderTable(columns, [
    ...rowsOf('volatility', volatility),
    ...rowsOf('trend', trend),
    ...(month.length > 1 ? rowsOf('month', month) : []),
  ])
}

function rowsOf(title: string, results: readonly RegimeResult[]): string[][] {
  return results.map(({ name, rows, trades, wins, gain }) => [
    title,
    name,
    rows.toLocaleString('en'),
    String(trades),
    trades > 0 ? `${Math.round((100 * wins) / trades)} %` : '–',
    percent(gain),
  ])
}

function tradeTable(trades: readonly Trade[]): string {
  const columns: TableColumn[] = ['base', 'bought', 'sold', 'minutes', 'gain %'].map((name, index) => ({
    name,
    align: index < 3 ? 'left' : 'right',
  }))
  const unique = [...new Set(trades)]
  return renderTable(
    columns,
    unique.map(({ base, buyTime, sellTime, minutes, gain }) => [
      base,
      isoMinute(buyTime),
      isoMinute(sellTime),
      String(minutes),
      percent(gain),
    ]),
  )
}

function calibrationText({ brier, classes, isCorrected }: Calibration): string {
  const what = isCorrected ? 'probabilities, corrected for the frequencies in training' : 'probabilities'
  const skills = classes.map(({ name, skill }) => `${name} ${skill === null ? '–' : skill.toFixed(3)}`).join(', ')
  return `Brier score of the ${what}: ${brier.toFixed(4)}\nSkill over predicting the labels’ frequencies: ${skills}\n`
}
