// A GRU over windows of minutes, beside PyTorch's own and Keras': same data, same first weights, same rows, Adam in all.
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
const [UNITS, WINDOW, INPUTS, CLASSES, BATCH, STEPS] = [32, 60, 20, 3, 256, 20]
const LAYERS = [
  { type: 'gru', units: UNITS },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]

export async function sequenceRow(progress) {
  const name = `GRU ${UNITS} over ${WINDOW} minutes of ${INPUTS}, batch ${BATCH}`
  progress(name)
  const data = sequenceData()
  const contestants = new Map()
  try {
    const own = await best((threads) => startOurs(data, threads))
    contestants.set('ours', own)
    for (const library of peersInstalled() ? ['torch', 'keras'] : []) {
      const peer = await best((threads) => startPeerOf(library, threads, data, own.weights))
      if (!peer) continue
      contestants.set(library, peer)
      // Keras gives the mean alone.
      requireSame(library, peer.losses.length === 1 ? [mean(own.losses)] : own.losses, peer.losses)
    }
    for (const [library, { threads, variant }] of contestants) progress(`  ${library}: ${variant}, threads ${threads}`)
    const target = { torch: 1, keras: 1 }
    const about = { name, metric: 'training', unit: 'samples/s', target, repetitions: REPETITIONS }
    const samplesPerSecondOf = (milliseconds) => (STEPS * BATCH * 1000) / milliseconds
    const figures = await race(
      ofEach(contestants, ({ again }) => again),
      { ...about, samplesPerSecondOf },
    )
    return { ...figures, how: ofEach(contestants, ({ variant, threads }) => ({ variant, threads })) }
  } finally {
    for (const { stop } of contestants.values()) await stop()
  }
}

async function startOurs({ chunk, ...data }, threads) {
  const sizes = { inputs: INPUTS, classes: CLASSES, window: WINDOW, batchSize: BATCH, seed: 1, threads }
  const trainer = await openTrainer({ layers: LAYERS, ...sizes, data })
  const { weights, engine } = await trainer.state()
  let done = 0
  const train = async () => {
    const { losses } = await trainer.run({ rows: chunk, firstStep: done })
    done += losses.length
    return losses
  }
  const losses = await train()
  const again = async () => {
    const started = performance.now()
    await train()
    return performance.now() - started
  }
  await again()
  return { weights, losses, again, variant: engine, stop: () => trainer.close() }
}

function sequenceData() {
  const rng = createRng(1)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => (features[i * INPUTS] > 0.4 ? 1 : rng.below(CLASSES)))
  const chunk = Int32Array.from({ length: STEPS * BATCH }, () => WINDOW - 1 + rng.below(ROWS - WINDOW))
  return { rows: ROWS, features, labels, chunk }
}

async function startPeerOf(library, threads, { features, labels, chunk }, weights) {
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  try {
    const files = writeValues(folder, { features, labels, rows: chunk, weights })
    return await startLibrary('sequence_training.py', library, threads, [
      ...files,
      UNITS,
      WINDOW,
      INPUTS,
      CLASSES,
      BATCH,
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
