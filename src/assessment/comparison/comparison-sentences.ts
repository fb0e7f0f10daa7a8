import { countText, percentText, waitText } from '../verdict/phrases.js'
import { MIN_DAYS, MIN_TRADES } from '../verdict/verdict.js'
import type { Comparison, PairComparison } from './comparison.js'

/** Which is better, by how much a day, how sure it is, and how long until it could be told; the pairs in their order. */
export function comparisonSentences({ name, optimistic, pairs }: Omit<Comparison, 'sentences'>): string[] {
  const sentences = pairs.flatMap((pair) => [
    differenceText(name, pair),
    conclusion(name, pair, pairs.filter(({ figures }) => figures).length),
  ])
  const hindsight = [
    ...(pairs.some(({ first }) => first.inHindsight) ? [name] : []),
    ...pairs.filter(({ second }) => second.inHindsight).map((pair) => pair.name),
  ]
  return [
    ...sentences,
    ...(hindsight.length > 0
      ? [`The thresholds of ${hindsight.join(', ')} were chosen by these very minutes, which is an advantage.`]
      : []),
    ...(optimistic ? ['These days chose nets or thresholds: how both do on later days may be another matter.'] : []),
  ]
}

function differenceText(name: string, pair: PairComparison): string {
  const difference = pair.first.gainPerDay - pair.second.gainPerDay
  const [more, less] = difference >= 0 ? [name, pair.name] : [pair.name, name]
  const where = `on the ${countText(pair.days, 'day')} that both have (${pair.bases.join(', ')})`
  if (difference === 0) return `${name} and ${pair.name} gain the same ${where}.`
  const { figures } = pair
  const sign = Math.sign(difference)
  const [low, high] = figures ? [figures.interval.low * sign, figures.interval.high * sign].sort((a, b) => a - b) : []
  const interval =
    low === undefined || high === undefined
      ? ''
      : `; with 95 % confidence between ${percentText(low)} and ${percentText(high)}`
  return `${more} gains ${percentText(Math.abs(difference))} a day more than ${less} ${where}${interval}.`
}

function conclusion(name: string, pair: PairComparison, comparisons: number): string {
  const { figures, better } = pair
  if (!figures) return `Which is better cannot be said: ${missingText(pair)}. ${howMuchLonger(pair)}`
  const holm = comparisons > 1 ? `, raised for ${comparisons} comparisons` : ''
  const chance = `by chance a difference as large has a probability of ${figures.adjustedPValue.toFixed(3)}${holm}`
  if (better === null) return `Which is better cannot be told: ${chance}. ${howMuchLonger(pair)}`
  return `${better === 'first' ? name : pair.name} is better: ${chance}.`
}

function missingText({ days: count, first, second }: PairComparison): string {
  const trades = Math.max(first.trades, second.trades)
  return [
    ...(count < MIN_DAYS ? [`${countText(count, 'day')} of at least ${MIN_DAYS}`] : []),
    ...(trades < MIN_TRADES ? [`neither makes ${MIN_TRADES} trades`] : []),
  ].join(', and ')
}

function howMuchLonger({ moreDays, figures }: PairComparison): string {
  if (moreDays === null) return 'No number of days would tell it.'
  const time = waitText(moreDays)
  if (!figures) return `At this pace there is enough to tell by after ${time}.`
  return `A difference of this size could be told after ${time}.`
}
