// Scores of a net as it is used: one row live, and years of rows in chunks, with the scaler of the base.
import { availableParallelism } from 'node:os'
import { scoreRows } from '../dist/classifier/score-rows.js'
import { createMemorySink } from '../dist/datasets/row-sink.js'
import { initializeWeights } from '../dist/nets/plan/initializers.js'
import { buildInferenceModel } from '../dist/nets/inference-model.js'
import { planNet } from '../dist/nets/plan/plan-net.js'
import { netCatalog } from '../dist/nets/catalog.js'
import { windowOf } from '../dist/nets/net.js'
import { openScorer } from '../dist/nets/scorer.js'
import { openThreadedScorer } from '../dist/nets/threaded-scorer.js'
import { createRng } from '../dist/core/rng.js'
import { median, race, row } from './lib/measure.mjs'

const INPUTS = 20
const LIVE_ROWS = 400
/** A year of minutes. */
const YEAR = 525_600
/** What is scored window by window, of which a year would take long. */
const PART = 65_536
const REPETITIONS = 5
const THREADS = availableParallelism()

export async function rows(say) {
  const results = []
  const catalog = await netCatalog()
  for (const id of ['MLP', 'TCN', 'GRU']) {
    const net = catalog.get(id).value
    const params = net.defaults(INPUTS)
    const window = windowOf(net, params)
    const plan = planNet(net.build(params, INPUTS, 3), INPUTS, 3, window)
    const model = buildInferenceModel(plan, initializeWeights(plan, 1))
    const name = `${id}, ${INPUTS} features${window > 1 ? `, ${window} minutes` : ''}`
    say(name)
    const times = await live(model)
    const best = { metric: 'one row, live', unit: 'ms', better: 'less', ours: Math.min(...times), target: 1 }
    results.push({ ...row({ name, ...best }), medians: { ours: Number(median(times).toPrecision(4)) } })
    results.push(await years(model, name))
  }
  return results
}

const ones = () => new Float32Array(INPUTS).fill(1)

async function live(model) {
  const scorer = await openScorer(model)
  const features = Float32Array.from({ length: scorer.window * INPUTS }, (_, i) => Math.sin(i))
  const times = []
  for (let i = 0; i < LIVE_ROWS; i++) {
    const started = performance.now()
    await scorer.score(features, 1, ones(), ones())
    if (i >= LIVE_ROWS / 4) times.push(performance.now() - started)
  }
  await scorer.close()
  return times
}

/**
 * A year of one base on all cores, as `assess` scores it. Beside it the same on one thread, and, for a net that looks at windows, those of
 * a part of the year copied and scored one by one on one thread. All give the same bits.
 */
async function years(model, name) {
  const rng = createRng(4)
  const minutes = Float32Array.from({ length: YEAR * INPUTS }, () => rng.normal())
  const threaded = await openThreadedScorer(model, { threads: THREADS })
  const alone = await openScorer(model)
  const { window } = alone
  const copied = { ...alone, scoreWindows: (...windows) => scoreCopies(alone, ...windows) }
  const rowsUpTo = (end) => ({
    rows: createMemorySink(minutes, INPUTS),
    from: 0,
    last: Int32Array.from({ length: end - window + 1 }, (_, i) => window - 1 + i),
    scaler: { center: ones(), scale: ones() },
  })
  const [year, part] = [rowsUpTo(YEAR), rowsUpTo(PART)]
  const contestants = {
    ours: () => scoreRows(threaded, year),
    ...(window > 1 && { 'one thread': () => scoreRows(alone, year) }),
    ...(window > 1 && { 'window by window, one thread': () => scoreRows(copied, part) }),
  }
  await requireSameScores(threaded, alone, copied, year, part)
  const samplesPerSecondOf = (milliseconds, contestant) =>
    (1000 * (contestant.startsWith('window') ? PART : YEAR)) / milliseconds
  const result = await race(contestants, {
    name,
    metric: 'a year in chunks',
    unit: 'rows/s',
    repetitions: REPETITIONS,
    samplesPerSecondOf,
  })
  await Promise.all([threaded.close(), alone.close()])
  return result
}

/** Each window copied out of its minutes, in pieces that stay in the processor's caches. */
async function scoreCopies(scorer, minutes, last, center, scale) {
  const { window, inputs, classes } = scorer
  const scores = new Float32Array(last.length * classes)
  const size = Math.floor(8192 / window)
  for (let from = 0; from < last.length; from += size) {
    const ends = last.subarray(from, from + size)
    const features = new Float32Array(ends.length * window * inputs)
    ends.forEach((end, i) =>
      features.set(minutes.subarray((end - window + 1) * inputs, (end + 1) * inputs), i * window * inputs),
    )
    scores.set(await scorer.score(features, ends.length, center, scale), from * classes)
  }
  return scores
}

async function requireSameScores(threaded, alone, copied, year, part) {
  const [ours, one, plain] = [
    await scoreBytes(threaded, year),
    await scoreBytes(alone, year),
    await scoreBytes(copied, part),
  ]
  if (ours.equals(one) && plain.equals(one.subarray(0, plain.length))) return
  throw new Error('threads, shared windows and copied ones do not give the same scores')
}

async function scoreBytes(scorer, rows) {
  return Buffer.from((await scoreRows(scorer, rows)).buffer)
}
