// Timing that holds on a noisy machine: the contestants take turns in one run.

/**
 * What a row says beside its figures.
 * @typedef {{ name: string, metric: string, unit: string, target?: unknown }} RowAbout
 * @typedef {RowAbout & { repetitions: number }} RaceAbout
 * @typedef {Record<string, () => unknown>} Contestants each resolves when its work is done, perhaps to its own milliseconds
 */

/** Runs each contestant `repetitions` times in turn after one warm-up; resolves to the median milliseconds of each. */
export async function alternate(contestants, repetitions) {
  return mapValues(await timesOf(contestants, repetitions), median)
}

/**
 * A row of paces, `samplesPerSecondOf(milliseconds, name)` of each contestant, ours among them. The fastest repetition of each counts: what
 * else runs on the machine only ever takes time, from those who use all cores more than from those who use one.
 * `medians` are the paces of the medians, `medianRatios` their ratios.
 * @param {Contestants} contestants
 * @param {RaceAbout & { samplesPerSecondOf: (milliseconds: number, name: string) => number }} about
 */
export function race(contestants, { samplesPerSecondOf, ...about }) {
  return raceBy(contestants, samplesPerSecondOf, { ...about, better: 'more' })
}

/**
 * A row of milliseconds, as `race` makes one of paces.
 * @param {Contestants} contestants
 * @param {RaceAbout} about
 */
export function raceTimes(contestants, about) {
  return raceBy(contestants, (milliseconds) => milliseconds, { ...about, better: 'less' })
}

/**
 * @param {Contestants} contestants
 * @param {(milliseconds: number, name: string) => number} figureOf
 * @param {RaceAbout & { better: 'more' | 'less' }} about
 */
async function raceBy(contestants, figureOf, { repetitions, ...about }) {
  const times = await timesOf(contestants, repetitions)
  const rowBy = (statistic) => {
    const { ours, ...peers } = mapValues(times, (list, name) => figureOf(statistic(list), name))
    return row({ ...about, ours, peers })
  }
  const { ours, peers, ratios } = rowBy(median)
  return { ...rowBy((list) => Math.min(...list)), medians: { ours, ...peers }, medianRatios: ratios }
}

async function timesOf(contestants, repetitions) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (const [name, work] of Object.entries(contestants)) {
      const started = performance.now()
      const own = await work()
      // A contestant in another process reports its own milliseconds, so that its start-up does not count.
      const elapsed = typeof own === 'number' ? own : performance.now() - started
      if (repetition >= 0) times[name].push(elapsed)
    }
  }
  return times
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * One row of a bench's document. `better` says whether a larger or a smaller figure is better, for the ratios.
 * @param {RowAbout & { ours: number, peers?: Record<string, number>, better: string }} figures
 */
export function row({ name, metric, unit, ours, peers = {}, better, target = null }) {
  const ratios = Object.fromEntries(
    Object.entries(peers).map(([peer, value]) => [peer, round(better === 'more' ? ours / value : value / ours)]),
  )
  return {
    case: name,
    metric,
    unit,
    ours: round(ours),
    peers: mapValues(peers, (value) => round(value)),
    ratios,
    target,
  }
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}

const round = (value) => Number(value.toPrecision(4))
