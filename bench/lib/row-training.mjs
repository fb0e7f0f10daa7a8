// Nets of dense layers beside PyTorch, Keras and scikit-learn: same data, same first weights, same rows, Adam in all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '../../dist/core/rng.js'
import { openTrainer } from '../../dist/nets/training/trainer.js'
import { best, mean, ofEach, requireSame, startLibrary } from './contestants.mjs'
import { raceFits } from './fit-race.mjs'
import { peersInstalled } from './peers.mjs'
import { writeValues } from './value-files.mjs'

const ROWS = 100_000
const DRAWN = 2 ** 19
const CLASSES = 3
const PEERS = ['torch', 'torchCompile', 'keras', 'sklearn']

/**
 * Samples a second of training; `units` are those of the inputs and of the hidden layers. `noisy` labels have nothing to do with the
 * features; the others can be learnt, so that the net becomes sure of its rows.
 */
export async function denseRow({ units, batchSize, target, noisy = false }, progress) {
  const name = `${[...units, CLASSES].join('-')}, batch ${batchSize}, ${noisy ? 'noisy labels' : 'labels that can be learnt'}`
  progress(name)
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  const contestants = new Map()
  try {
    await startAll(contestants, folder, { units, batchSize, noisy })
    for (const [library, { threads, variant }] of contestants) progress(`  ${library}: ${variant}, threads ${threads}`)
    const about = { name, metric: 'training', unit: 'samples/s', target }
    const figures = await raceFits(Object.fromEntries(contestants), { ...about, samplesPerSecondOf: perSecond })
    return {
      ...figures,
      flopsPerSample: flopsOf([...units, CLASSES]),
      how: ofEach(contestants, ({ variant, threads }) => ({ variant, threads })),
    }
  } finally {
    for (const { stop } of contestants.values()) await stop()
    rmSync(folder, { recursive: true })
  }
}

/** Multiplications and additions of a sample: forward, and back for weights and for inputs, those of the first layer apart. */
const flopsOf = (widths) =>
  widths.slice(1).reduce((sum, units, i) => sum + (i === 0 ? 4 : 6) * (widths[i] ?? 0) * units, 0)

/** Adds ours and each peer that is installed, after their mean losses over the first rows were found to be the same. */
async function startAll(contestants, folder, { units, batchSize, noisy }) {
  const data = trainingData(units[0], noisy)
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

function trainingData(inputs, noisy) {
  const rng = createRng(1)
  const features = Float32Array.from({ length: ROWS * inputs }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => {
    if (noisy) return rng.below(CLASSES)
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

/**
 * @param {import('../../dist/nets/training/trainer.js').TrainingRows & { drawn: Int32Array }} data
 * @param {{ units: number[], batchSize: number, threads: number }} net
 */
async function startOurs({ drawn, ...data }, { units, batchSize, threads }) {
  const [inputs, ...hidden] = units
  /** @type {import('../../dist/nets/net.js').Layer[]} */
  const dense = hidden.map((units) => ({ type: 'dense', units, activation: 'relu' }))
  /** @type {import('../../dist/nets/net.js').Layer[]} */
  const layers = [...dense, { type: 'dense', units: CLASSES, activation: 'softmax' }]
  const spec = { layers, inputs, classes: CLASSES, batchSize, seed: 1, threads, data }
  const begin = async () => {
    const trainer = await openTrainer(spec)
    const { weights, engine } = await trainer.state()
    let done = 0
    const train = async (rows) => {
      const { losses } = await trainer.run({ rows, firstStep: done })
      done += losses.length
      return mean(losses)
    }
    const loss = await train(drawn.subarray(0, firstRows(batchSize)))
    return { trainer, weights, engine, train, loss }
  }
  let fit = await begin()
  const { weights, loss, engine } = fit
  return {
    weights,
    loss,
    variant: engine,
    again: () => millisecondsOf(fit.train, drawn, 65_536),
    anew: async () => {
      await fit.trainer.close()
      fit = await begin()
    },
    stop: () => fit.trainer.close(),
  }
}

/** Milliseconds of a million samples: chunks of rows, as a fit gives them, for about a second. */
async function millisecondsOf(train, drawn, chunk) {
  const started = performance.now()
  for (let done = 0, at = 0; ; at = (at + chunk) % drawn.length) {
    if (!Number.isFinite(await train(drawn.subarray(at, at + chunk)))) throw new Error('the loss is no number')
    done += chunk
    const elapsed = performance.now() - started
    if (elapsed >= 1000) return (elapsed * 1e6) / done
  }
}
