// A GRU over windows of minutes, beside PyTorch's own and Keras': same data, same first weights, same rows, Adam in all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rngOf } from '../../dist/core/rng.js'
import { openTrainer } from '../../dist/nets/trainer.js'
import { alternate, row } from './measure.mjs'
import { peersInstalled, startPeer } from './peers.mjs'
import { writeValues } from './value-files.mjs'

const ROWS = 100_000
const [UNITS, WINDOW, INPUTS, CLASSES, BATCH, STEPS] = [32, 60, 20, 3, 256, 20]
const THREADS = [1, 2]
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
      const peer = await best((threads) => startLibrary(library, threads, data, own.weights))
      if (!peer) continue
      contestants.set(library, peer)
      requireSame(library, own.losses, peer.losses)
    }
    for (const [library, { threads, variant }] of contestants) progress(`  ${library}: ${variant}, threads ${threads}`)
    const of = (pick) => Object.fromEntries([...contestants].map(([library, one]) => [library, pick(one)]))
    const times = await alternate(of(({ run }) => run))
    const perSecond = (elapsed) => (STEPS * BATCH * 1000) / elapsed
    const { ours, ...peers } = Object.fromEntries(Object.entries(times).map(([key, ms]) => [key, perSecond(ms)]))
    const target = { torch: 1, keras: 1 }
    const figures = row({ name, metric: 'training', unit: 'samples/s', ours, peers, better: 'more', target })
    return { ...figures, how: of(({ variant, threads }) => ({ variant, threads })) }
  } finally {
    for (const { stop } of contestants.values()) await stop()
  }
}

/** Starts a contestant on each number of threads and keeps the fastest; undefined where it cannot start. */
async function best(start) {
  let found
  for (const threads of THREADS) {
    const next = await start(threads)
    if (!next) continue
    const [kept, other] = !found || next.milliseconds < found.milliseconds ? [next, found] : [found, next]
    await other?.stop()
    found = { ...kept, threads: kept.threads ?? threads }
  }
  return found
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
  const started = performance.now()
  await train()
  const milliseconds = performance.now() - started
  const run = () => train().then(() => undefined)
  return { weights, losses, run, milliseconds, variant: engine, stop: () => trainer.close() }
}

function sequenceData() {
  const rng = rngOf(1)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => (features[i * INPUTS] > 0.4 ? 1 : rng.below(CLASSES)))
  const chunk = Int32Array.from({ length: STEPS * BATCH }, () => WINDOW - 1 + rng.below(ROWS - WINDOW))
  return { rows: ROWS, features, labels, chunk }
}

/** A library, after it has trained on the chunk once from our first weights; undefined where it is not installed. */
async function startLibrary(library, threads, { features, labels, chunk }, weights) {
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  const files = writeValues(folder, { features, labels, rows: chunk, weights })
  const sizes = [UNITS, WINDOW, INPUTS, CLASSES, BATCH]
  const peer = startPeer('sequence_training.py', [library, String(threads), ...files, ...sizes.map(String)])
  try {
    const { missing, ...first } = await peer.ask()
    if (!missing) return { ...first, stop: peer.stop, run: async () => (await peer.ask()).milliseconds }
    if (threads === THREADS[0]) console.error(`    ${library} is left out: ${missing}`)
    peer.stop()
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Compares each step's loss, or the mean where a library gives no more. */
function requireSame(library, losses, theirs) {
  const ours = theirs.length === 1 ? [mean(losses)] : losses
  const worst = Math.max(...ours.map((loss, i) => Math.abs(loss - theirs[i])))
  if (!(worst < 1e-3)) throw new Error(`${library}: the losses differ by ${worst}: not the same training`)
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
