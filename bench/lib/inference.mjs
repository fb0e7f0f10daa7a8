// Scores by a trained net: one row, as live trading asks, and years of rows in chunks.
import { createRng } from '../../dist/core/rng.js'
import { openScorer } from '../../dist/nets/scorer.js'
import { openTrainer } from '../../dist/nets/training/trainer.js'
import gru from '../../dist/nets/catalog/GRU.js'
import mlp from '../../dist/nets/catalog/MLP.js'
import tcn from '../../dist/nets/catalog/TCN.js'
import { windowOf } from '../../dist/nets/net.js'
import { median, row } from './measure.mjs'

const [INPUTS, CLASSES, ROWS, CALLS] = [20, 3, 500_000, 500]

export async function inferenceRows(progress) {
  const rows = []
  for (const net of [mlp, tcn, gru]) {
    progress(`scores by ${net.id}`)
    const scorer = await openScorer(await modelOf(net))
    const one = await oneRow(scorer)
    const ours = { better: 'less', ours: one, target: 1 }
    rows.push(row({ name: `${net.id} of ${INPUTS} features, one row`, metric: 'inference', unit: 'ms', ...ours }))
    if (net === mlp) {
      const many = { unit: 'rows/s', ours: await manyRows(scorer), better: 'more' }
      rows.push(row({ name: `${net.id} of ${INPUTS} features, years of rows`, metric: 'inference', ...many }))
    }
    await scorer.close()
  }
  return rows
}

/** The net with its defaults and first weights. */
async function modelOf(net) {
  const params = net.defaults(INPUTS)
  const window = windowOf(net, params)
  const trainer = await openTrainer({
    layers: net.build(params, INPUTS, CLASSES),
    inputs: INPUTS,
    classes: CLASSES,
    window,
    batchSize: 32,
    seed: 1,
    data: { rows: window, features: new Float32Array(window * INPUTS), labels: new Uint8Array(window) },
  })
  try {
    return await trainer.inferenceModel()
  } finally {
    await trainer.close()
  }
}

const center = new Float32Array(INPUTS)
const scale = new Float32Array(INPUTS).fill(1)

/** Median milliseconds of a call with one row. */
async function oneRow(scorer) {
  const rng = createRng(1)
  const features = Float32Array.from({ length: scorer.window * INPUTS }, () => rng.normal())
  const times = []
  for (let call = -50; call < CALLS; call++) {
    const started = performance.now()
    await scorer.score(features, 1, center, scale)
    if (call >= 0) times.push(performance.now() - started)
  }
  return median(times)
}

async function manyRows(scorer) {
  const rng = createRng(2)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.normal())
  const times = []
  for (let repetition = -1; repetition < 5; repetition++) {
    const started = performance.now()
    await scorer.score(features, ROWS, center, scale)
    if (repetition >= 0) times.push(performance.now() - started)
  }
  return (ROWS * 1000) / median(times)
}
