// Nets of dense layers beside PyTorch, Keras and scikit-learn: same data, same first weights, same rows, Adam in all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rngOf } from '../../dist/core/rng.js'
import { openTrainer } from '../../dist/nets/trainer.js'
import { alternate, row } from './measure.mjs'
import { peersInstalled, startPeer } from './peers.mjs'
import { writeValues } from './value-files.mjs'

const ROWS = 100_000
const DRAWN = 2 ** 19
const CLASSES = 3
const THREADS = [1, 2]
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
    const of = (pick) => Object.fromEntries([...contestants].map(([library, one]) => [library, pick(one)]))
    const times = await alternate(of(({ pace }) => pace))
    const { ours, ...peers } = Object.fromEntries(Object.entries(times).map(([key, ms]) => [key, 1e9 / ms]))
    const figures = row({ name, metric: 'training', unit: 'samples/s', ours, peers, better: 'more', target })
    return { ...figures, how: of(({ variant, threads }) => ({ variant, threads })) }
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
  const args = [...files, firstRows(batchSize), batchSize, ...units, CLASSES].map(String)
  for (const library of PEERS) {
    const peer = await best((threads) => startLibrary(library, threads, args))
    if (!peer) continue
    contestants.set(library, peer)
    requireSame(library, own.loss, peer.loss)
  }
}

function trainingData(inputs) {
  const rng = rngOf(1)
  const features = Float32Array.from({ length: ROWS * inputs }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => {
    const sum = features[i * inputs] + features[i * inputs + 1] * features[i * inputs + 2]
    return sum > 0.4 ? 1 : sum < -0.4 ? 2 : 0
  })
  const drawn = Int32Array.from({ length: DRAWN }, () => rng.below(ROWS))
  return { rows: ROWS, features, labels, drawn }
}

/** The rows whose mean loss is compared: enough steps to tell another training from ours. */
const firstRows = (batchSize) => 32 * batchSize

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
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  }
  const loss = await train(drawn.subarray(0, firstRows(batchSize)))
  const pace = () => paceOf(train, drawn, 65_536)
  await pace()
  return { weights, loss, pace, milliseconds: await pace(), variant: engine, stop: () => trainer.close() }
}

/** Milliseconds of a million samples: chunks of rows, as a fit gives them, for about a second. */
async function paceOf(train, drawn, chunk) {
  const started = performance.now()
  for (let done = 0, at = 0; ; at = (at + chunk) % drawn.length) {
    if (!Number.isFinite(await train(drawn.subarray(at, at + chunk)))) throw new Error('the loss is no number')
    done += chunk
    const elapsed = performance.now() - started
    if (elapsed >= 1000) return (elapsed * 1e6) / done
  }
}

async function startLibrary(library, threads, args) {
  const peer = startPeer('row_training.py', [library, String(threads), ...args])
  const { missing, ...first } = await peer.ask()
  if (!missing) return { ...first, stop: peer.stop, pace: async () => (await peer.ask()).milliseconds }
  if (threads === THREADS[0]) console.error(`    ${library} is left out: ${missing}`)
  peer.stop()
  return undefined
}

function requireSame(library, ours, theirs) {
  const difference = Math.abs(ours - theirs)
  if (!(difference < 1e-3))
    throw new Error(`${library}: the mean losses differ by ${difference}: not the same training`)
}
