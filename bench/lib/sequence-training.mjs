// Nets over windows of minutes, beside PyTorch's and Keras': same data, same first weights, same rows, Adam in all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '../../dist/core/rng.js'
import tcn from '../../dist/nets/catalog/TCN.js'
import { openTrainer } from '../../dist/nets/training/trainer.js'
import { best, mean, ofEach, requireSame, startLibrary } from './contestants.mjs'
import { raceFits } from './fit-race.mjs'
import { peersInstalled } from './peers.mjs'
import { writeValues } from './value-files.mjs'

const ROWS = 100_000
const [INPUTS, CLASSES] = [20, 3]
const STEPS = 20

/** A GRU as large as nets are that were tuned, and the TCN of the catalog with its defaults, without dropout: masks differ by library. */
export const GRU = { name: 'GRU', units: 32, window: 60, batchSize: 256, dilations: [], target: { torch: 1, keras: 1 } }
export const TCN = {
  name: 'TCN',
  units: 16,
  window: 31,
  batchSize: 32,
  dilations: [1, 2, 4, 8],
  target: { torch: 1.5, keras: 1.5 },
}

/** @returns {readonly import('../../dist/nets/net.js').Layer[]} */
function layersOf({ dilations, units, window }) {
  if (dilations.length > 0) return tcn.build({ window, filters: units, dropout: 0 }, INPUTS, CLASSES)
  return [
    { type: 'gru', units },
    { type: 'dense', units: CLASSES, activation: 'softmax' },
  ]
}

export async function sequenceRow(net, progress) {
  const { units, window, batchSize, target } = net
  const name = `${net.name} ${units} over ${window} minutes of ${INPUTS}, batch ${batchSize}`
  progress(name)
  const data = sequenceData(net)
  const contestants = new Map()
  try {
    const own = await best((threads) => startOurs(net, data, threads))
    contestants.set('ours', own)
    for (const library of peersInstalled() ? ['torch', 'keras'] : []) {
      const peer = await best((threads) => startPeerOf(library, threads, net, data, own.weights))
      if (!peer) continue
      contestants.set(library, peer)
      // Keras gives the mean alone.
      requireSame(library, peer.losses.length === 1 ? [mean(own.losses)] : own.losses, peer.losses)
    }
    for (const [library, { threads, variant }] of contestants) progress(`  ${library}: ${variant}, threads ${threads}`)
    const about = { name, metric: 'training', unit: 'samples/s', target }
    const samplesPerSecondOf = (milliseconds) => (STEPS * batchSize * 1000) / milliseconds
    const figures = await raceFits(Object.fromEntries(contestants), { ...about, samplesPerSecondOf })
    return { ...figures, how: ofEach(contestants, ({ variant, threads }) => ({ variant, threads })) }
  } finally {
    for (const { stop } of contestants.values()) await stop()
  }
}

/**
 * @param {{ window: number, batchSize: number, dilations: number[], units: number }} net
 * @param {import('../../dist/nets/training/trainer.js').TrainingRows & { chunk: Int32Array }} data
 * @param {number} threads
 */
async function startOurs(net, { chunk, ...data }, threads) {
  const { window, batchSize } = net
  const sizes = { inputs: INPUTS, classes: CLASSES, window, batchSize, seed: 1, threads }
  const begin = async () => {
    const trainer = await openTrainer({ layers: layersOf(net), ...sizes, data })
    const { weights, engine } = await trainer.state()
    let done = 0
    const train = async () => {
      const { losses } = await trainer.run({ rows: chunk, firstStep: done })
      done += losses.length
      return losses
    }
    return { trainer, weights, engine, train, losses: await train() }
  }
  let fit = await begin()
  const { weights, losses, engine } = fit
  return {
    weights,
    losses,
    variant: engine,
    again: () => millisecondsOf(fit.train),
    anew: async () => {
      await fit.trainer.close()
      fit = await begin()
    },
    stop: () => fit.trainer.close(),
  }
}

/** Milliseconds of `STEPS` steps, in a second of them. */
async function millisecondsOf(train) {
  const started = performance.now()
  for (let rounds = 1; ; rounds++) {
    await train()
    const elapsed = performance.now() - started
    if (elapsed >= 1000) return elapsed / rounds
  }
}

function sequenceData({ window, batchSize }) {
  const rng = createRng(1)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => (features[i * INPUTS] > 0.4 ? 1 : rng.below(CLASSES)))
  const chunk = Int32Array.from({ length: STEPS * batchSize }, () => window - 1 + rng.below(ROWS - window))
  return { rows: ROWS, features, labels, chunk }
}

async function startPeerOf(library, threads, net, { features, labels, chunk }, weights) {
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  try {
    const files = writeValues(folder, { features, labels, rows: chunk, weights })
    return await startLibrary('sequence_training.py', library, threads, [
      ...files,
      net.units,
      net.window,
      INPUTS,
      CLASSES,
      net.batchSize,
      ...net.dilations,
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
