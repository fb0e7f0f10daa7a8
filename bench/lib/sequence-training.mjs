// A GRU over windows of minutes, beside PyTorch's own: same data, same first weights, same rows, Adam in both.
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
const LAYERS = [
  { type: 'gru', units: UNITS },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]

export async function sequenceRow(progress) {
  const name = `GRU ${UNITS} over ${WINDOW} minutes of ${INPUTS}, batch ${BATCH}`
  progress(name)
  const data = sequenceData()
  const sizes = { inputs: INPUTS, classes: CLASSES, window: WINDOW, batchSize: BATCH, seed: 1 }
  const trainer = await openTrainer({ layers: LAYERS, ...sizes, data })
  const peer = await startTorch(data, await trainer.state())
  try {
    const first = await ours(trainer, data.chunk)
    if (peer) requireSame(first, peer.losses)
    const contestants = { ours: () => ours(trainer, data.chunk).then(() => undefined) }
    if (peer) contestants.torch = async () => (await peer.ask({})).milliseconds
    const { ours: milliseconds, torch } = await alternate(contestants)
    const perSecond = (elapsed) => (STEPS * BATCH * 1000) / elapsed
    const peers = torch === undefined ? {} : { torch: perSecond(torch) }
    const figures = { ours: perSecond(milliseconds), peers, better: 'more', target: { torch: 1 } }
    return row({ name, metric: 'training', unit: 'samples/s', ...figures })
  } finally {
    peer?.stop()
    await trainer.close()
  }
}

function sequenceData() {
  const rng = rngOf(1)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => (features[i * INPUTS] > 0.4 ? 1 : rng.below(CLASSES)))
  const chunk = Int32Array.from({ length: STEPS * BATCH }, () => WINDOW - 1 + rng.below(ROWS - WINDOW))
  return { rows: ROWS, features, labels, chunk }
}

let done = 0
async function ours(trainer, rows) {
  const { losses } = await trainer.run({ rows, firstStep: done })
  done += losses.length
  return losses
}

/** PyTorch on its best number of threads, after the chunk was trained on once from our first weights. */
async function startTorch({ features, labels, chunk }, { weights }) {
  if (!peersInstalled()) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  const files = writeValues(folder, { features, labels, rows: chunk, weights })
  const sizes = [UNITS, WINDOW, INPUTS, CLASSES, BATCH]
  const peer = startPeer('sequence_training.py', [...files, ...sizes.map(String)])
  try {
    const { losses, missing } = await peer.ask({})
    if (!missing) return { ...peer, losses }
    console.error(`  ${missing} is not installed; get it with: bench/peers/setup`)
    peer.stop()
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function requireSame(losses, theirs) {
  const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - theirs[i])))
  if (!(worst < 1e-3)) throw new Error(`the losses differ by ${worst}: not the same training`)
}
