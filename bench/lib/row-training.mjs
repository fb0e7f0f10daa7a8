// Nets of dense layers beside PyTorch, Keras and scikit-learn: same data, same first weights, same rows, Adam in all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '../../dist/core/rng.js'
import { openTrainer } from '../../dist/nets/training/trainer.js'
import { REPETITIONS, best, mean, ofEach, requireSame, startLibrary } from './contestants.mjs'
import { race } from './measure.mjs'
import { peersInstalled } from './peers.mjs'
import { writeValues } from './value-files.mjs'

const ROWS = 100_000
const DRAWN = 2 ** 19
const CLASSES = 3
const PEERS = ['torch', 'torchCompile', 'keras', 'sklearn']

/** Samples a second of training; `units` are those of the inputs and of the hidden layers. */
export async function denseRow({ units, batchSize, target }, progress) {
  const name = `${[...units, CLASSES].join('-')}, batch ${batchSize}`
  progress(name)
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  const contestants = new Map()
  try {
    await startAll(contestants, folder, { units, batchSize })
    for (const [library, { threads, variant }] of contestants) progress(`  ${library}: ${variant}, threads ${threads}`)
    const about = { name, metric: 'training', unit: 'samples/s', target, repetitions: REPETITIONS }
    const figures = await race(
      ofEach(contestants, ({ again }) => again),
      { ...about, samplesPerSecondOf: perSecond },
    )
    return { ...figures, how: ofEach(contestants, ({ variant, threads }) => ({ variant, threads })) }
  } finally {
    for (const { stop } of contestants.values()) await stop()
    rmSync(folder, { recursive: true })
  }
}

/** Adds ours and each peer that is installed, after their mean losses over the first rows were found to be the same. */
async function startAll(contestants, folder, { units, batchSize }) {
  const data = trainingData(units[0])
  const own = await best((threads) => startOurs(data, { units, batchSize, threads }))
  contestants.set('ours', own)
  if (!peersInstalled()) return
  const { features, labels, drawn } = data
  const files = writeValues(folder, { features, labels, drawn, weights: own.weights })
  const args = [...files, firstRows(batchSize), batchSize, ...units, CLASSES]
  for (const library of PEERS) {
    const peer = await best((threads) => startLibrary('row_training.py', library, threads, args))
    if (!peer) continue
    contestants.set(library, peer)
    requireSame(library, [own.loss], [peer.loss])
  }
}

function trainingData(inputs) {
  const rng = createRng(1)
  const features = Float32Array.from({ length: ROWS * inputs }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => {
    const sum = features[i * inputs] + features[i * inputs + 1] * features[i * inputs + 2]
    return sum > 0.4 ? 1 : sum < -0.4 ? 2 : 0
  })
  const drawn = Int32Array.from({ length: DRAWN }, () => rng.below(ROWS))
  return { rows: ROWS, features, labels, drawn }
}

/** Samples a second, of milliseconds for a million. */
const perSecond = (milliseconds) => 1e9 / milliseconds

/** The rows whose mean loss is compared: enough steps to tell another training from ours. */
const firstRows = (batchSize) => 32 * batchSize

async function startOurs({ drawn, ...data }, { units, batchSize, threads }) {
  const [inputs, ...hidden] = units
  const dense = hidden.map((units) => ({ type: 'dense', units, activation: 'relu' }))
  const layers = [...dense, { type: 'dense', units: CLASSES, activation: 'softmax' }]
  const trainer = await openTrainer({ layers, inputs, classes: CLASSES, batchSize, seed: 1, threads, data })
  const { weights, engine } = await trainer.state()
  let done = 0
  const train = async (rows) => {
    const { losses } = await trainer.run({ rows, firstStep: done })
    done += losses.length
    return mean(losses)
  }
  const loss = await train(drawn.subarray(0, firstRows(batchSize)))
  const again = () => samplesPerSecondOf(train, drawn, 65_536)
  await again()
  return { weights, loss, again, variant: engine, stop: () => trainer.close() }
}

/** Milliseconds of a million samples: chunks of rows, as a fit gives them, for about a second. */
async function samplesPerSecondOf(train, drawn, chunk) {
  const started = performance.now()
  for (let done = 0, at = 0; ; at = (at + chunk) % drawn.length) {
    if (!Number.isFinite(await train(drawn.subarray(at, at + chunk)))) throw new Error('the loss is no number')
    done += chunk
    const elapsed = performance.now() - started
    if (elapsed >= 1000) return (elapsed * 1e6) / done
  }
}
