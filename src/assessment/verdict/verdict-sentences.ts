import { countText, percentText, waitText } from './phrases.js'
import { MIN_DAYS, MIN_TRADES, type Verdict, type VerdictFigures } from './verdict.js'

type Parts = Omit<Verdict, 'sentences'>

/** The verdict in plain words: what it is, what was tested, out of how many, what is left after costs and luck, how much longer. */
export function verdictSentences(verdict: Parts): string[] {
  const { figures, status } = verdict
  return [
    headline(verdict),
    tested(verdict),
    outOf(figures),
    afterCosts(figures),
    ...afterLuck(figures),
    ...(status === 'edge' ? [] : [howMuchLonger(verdict)]),
  ]
}

function headline({ status, reasons, optimistic, figures }: Parts): string {
  const where = optimistic ? ', on the days that selected it' : ''
  if (status === 'edge') return `An edge: the gain is left after costs and after luck${where}.`
  if (status === 'cannotBeSaid') return `It cannot be said whether there is an edge: ${missingText(reasons, figures)}.`
  if (reasons.includes('loss')) return `No edge: trading loses after costs${where}.`
  return `No edge is shown: the gain cannot be told from luck${where}.`
}

function missingText(reasons: Parts['reasons'], { trades, days }: VerdictFigures): string {
  const texts = [
    ...(reasons.includes('fewTrades') ? [`${countText(trades, 'trade')} of at least ${MIN_TRADES}`] : []),
    ...(reasons.includes('fewDays') ? [`${countText(days, 'day')} of at least ${MIN_DAYS}`] : []),
    ...(reasons.includes('constantReturns') ? ['every day returned the same'] : []),
    ...(reasons.includes('notShifted') ? ['no range is long enough to shift its scores'] : []),
  ]
  return texts.join(' and ')
}

function tested({ basis, figures }: Parts): string {
  const { trades, bases, days, from, to } = figures
  const span = from === null || to === null ? '' : `, ${from} to ${to}`
  const what = `Tested: ${countText(trades, 'trade')} of ${countText(bases, 'base')} on ${countText(days, 'day')}${span}`
  if (basis === 'walkForward') return `${what}, each after the training and the thresholds that it was traded by.`
  if (basis === 'laterDays') return `${what}, which selected nothing: other days selected the thresholds.`
  return `${what}, which selected the thresholds themselves: these figures are too good.`
}

function outOf({ trials: { ledger, raw, effective, epochs } }: VerdictFigures): string {
  const among = epochs > 1 ? ` Each training selected among its epochs, here ${epochs}, by the same days.` : ''
  if (raw === 1)
    return `It is the only trial on these days that the ledger knows of, of ${countText(Math.max(1, ledger), 'trial')} in all.${among}`
  return `It is one of ${raw} trials on these days (the ledger has ${ledger}), which amount to ${effective.toFixed(1)} independent ones.${among}`
}

function afterCosts({ gain, costs, dailyGain, trades }: VerdictFigures): string {
  if (trades === 0) return 'Nothing was traded.'
  const parts = [
    ['fees', costs.fees],
    ['the spread', costs.spread],
    ['slippage', costs.slippage],
  ] as const
  const taken = parts.filter(([, cost]) => cost !== 0).map(([name, cost]) => `${name} ${percentText(cost)}`)
  const costText = taken.length > 0 ? `, of which were taken before: ${taken.join(', ')}` : ', at no cost'
  return `After costs: ${percentText(gain)} of the capital, ${percentText(dailyGain)} a day${costText}.`
}

function afterLuck({ interval, luck }: VerdictFigures): string[] {
  const range =
    interval &&
    `After luck: redrawn days gain between ${percentText(interval.low)} and ${percentText(interval.high)} a day in ${Math.round(100 * interval.confidence)} of 100 draws.`
  const chance =
    luck &&
    `Scores shifted against their minutes gain ${percentText(luck.meanGain)} on average and ${percentText(luck.highGain)} in one of 20 draws; a share of ${luck.pValue.toFixed(3)} does as well${luck.adjustedPValue > luck.pValue ? `, ${luck.adjustedPValue.toFixed(3)} for the best of all trials` : ''}.`
  return [range, chance].filter((text) => text !== null)
}

function howMuchLonger({ status, figures: { moreDays, trades } }: Parts): string {
  if (trades === 0) return 'No number of days can be told without a trade.'
  if (moreDays === null) return 'No number of days would tell an edge of this size from luck.'
  const days = waitText(moreDays)
  if (status === 'cannotBeSaid') return `At this pace there is enough to tell by after ${days}.`
  return `An edge of this size could be told from luck after ${days}.`
}
