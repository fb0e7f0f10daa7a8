// Scores of a net as it is used: one row live, and years of rows in chunks, with the scaler of the base.
import { initializeWeights } from '../dist/nets/plan/initializers.js'
import { buildInferenceModel } from '../dist/nets/inference-model.js'
import { planNet } from '../dist/nets/plan/plan-net.js'
import { netCatalog } from '../dist/nets/catalog.js'
import { windowOf } from '../dist/nets/net.js'
import { openScorer } from '../dist/nets/scorer.js'
import { median, row } from './lib/measure.mjs'

const INPUTS = 20
const LIVE_ROWS = 400
/** A year of minutes. */
const BATCH_ROWS = 525_600
const BATCH_SECONDS = 2

export async function rows(say) {
  const results = []
  const catalog = await netCatalog()
  for (const id of ['MLP', 'TCN', 'GRU']) {
    const net = catalog.get(id).value
    const params = net.defaults(INPUTS)
    const window = windowOf(net, params)
    const plan = planNet(net.build(params, INPUTS, 3), INPUTS, 3, window)
    const scorer = await openScorer(buildInferenceModel(plan, initializeWeights(plan, 1)))
    const name = `${id}, ${INPUTS} features${window > 1 ? `, ${window} minutes` : ''}`
    say(name)
    results.push(
      row({ name, metric: 'one row, live', unit: 'ms', better: 'less', ours: await live(scorer), target: 1 }),
    )
    const pace = await batch(scorer)
    results.push(row({ name, metric: 'years in chunks', unit: 'rows/s', better: 'more', ours: pace }))
    await scorer.close()
  }
  return results
}

const ones = () => new Float32Array(INPUTS).fill(1)

async function live(scorer) {
  const features = Float32Array.from({ length: scorer.window * INPUTS }, (_, i) => Math.sin(i))
  const times = []
  for (let i = 0; i < LIVE_ROWS; i++) {
    const started = performance.now()
    await scorer.score(features, 1, ones(), ones())
    if (i >= LIVE_ROWS / 4) times.push(performance.now() - started)
  }
  return median(times)
}

/** The chunks that a prediction hands over, until a year is through or time is up. */
async function batch(scorer) {
  const chunk = Math.max(1, Math.floor(16_384 / scorer.window))
  const features = new Float32Array(chunk * scorer.window * INPUTS).fill(0.5)
  const started = performance.now()
  let done = 0
  while (done < BATCH_ROWS && performance.now() - started < BATCH_SECONDS * 1000) {
    await scorer.score(features, chunk, ones(), ones())
    done += chunk
  }
  return (1000 * done) / (performance.now() - started)
}
