// Views of five years of candles, as charts ask for them.
import { END, START } from './dashboard-workspace.mjs'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** What is seen of a chart, and one window on either side of it, in some 1 500 bars. */
const SPANS = { 'all five years': END - START, '6 months': 182 * DAY, '10 days': 10 * DAY, '4 hours': 240 * MINUTE }

/** For each span so many views: panned by a third of what is seen, and zoomed by up to two either way, in turn. */
export function viewsOf({ count, seed }) {
  const random = randomOf(seed)
  return Object.fromEntries(
    Object.entries(SPANS).map(([name, span]) => {
      let middle = START + (END - START) * random()
      const views = Array.from({ length: count }, (_, index) => {
        const seen = span * (index % 2 === 0 ? 1 : 0.5 + 1.5 * random())
        middle += (random() < 0.5 ? -1 : 1) * (seen / 3)
        if (middle < START || middle > END || index % 10 === 0) middle = START + (END - START) * random()
        return parseView(middle, seen, random() < 0.5 ? 'one' : 'two')
      })
      return [`pan and zoom, ${name}`, views]
    }),
  )
}

function parseView(middle, seen, base) {
  const from = Math.max(START, middle - 1.5 * seen)
  const to = Math.min(END, middle + 1.5 * seen)
  return {
    base,
    from: Math.floor(Math.min(from, END - DAY)),
    to: Math.ceil(Math.max(to, from + 60 * MINUTE)),
    points: 1500,
  }
}

/** Asks for a view as a browser does, and reads the whole answer. */
export async function requestView(url, { base, from, to, points }) {
  const response = await fetch(`${url}/api/market/candles?base=${base}&from=${from}&to=${to}&points=${points}`)
  const { rows } = await response.json()
  if (!(rows > 0)) throw new Error(`no bars from ${from} to ${to}: ${response.status}`)
}

export async function parseInput(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

/** The same numbers in every run. */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
