// Whole fits beside each other: a net that trains on gets faster or slower, so what counts is every second of a fit, not its first.
import { median, row } from './measure.mjs'

/** How many seconds of a fit are timed, one after the other; the contestants take turns. */
export const FIT_SECONDS = 11

/**
 * A row of paces of fits that all begin anew. A contestant has `anew()`, which begins its fit, and `again()`, which trains for about a
 * second and resolves to the milliseconds; `samplesPerSecondOf(milliseconds)` makes a pace of them. `ours`, `peers` and `ratios` are of
 * the fastest second of each, `medians` and `medianRatios` of the median one; `fit` has the first and the last one of each.
 * @param {Record<string, { anew: () => unknown, again: () => Promise<number> }>} contestants
 * @param {import('./measure.mjs').RowAbout & { samplesPerSecondOf: (milliseconds: number) => number }} about
 */
export async function raceFits(contestants, { samplesPerSecondOf, ...about }) {
  const all = Object.entries(contestants)
  for (const [, { anew }] of all) await anew()
  const paces = Object.fromEntries(all.map(([name]) => [name, []]))
  for (let second = 0; second < FIT_SECONDS; second++) {
    for (const [name, { again }] of all) paces[name].push(samplesPerSecondOf(await again()))
  }
  const rowBy = (statistic) => {
    const { ours, ...peers } = mapValues(paces, statistic)
    return row({ ...about, ours, peers, better: 'more' })
  }
  const middle = rowBy(median)
  return {
    ...rowBy((list) => Math.max(...list)),
    medians: { ours: middle.ours, peers: middle.peers },
    medianRatios: middle.ratios,
    fit: mapValues(paces, (list) => {
      const [first, last] = [list[0], list.at(-1)]
      return { first: rounded(first), last: rounded(last), lastOverFirst: rounded(last / first) }
    }),
  }
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
const rounded = (value) => Number(value.toPrecision(3))
