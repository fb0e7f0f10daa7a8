// Nets of dense layers beside PyTorch, Keras and scikit-learn: same data, same first weights, same rows, Adam in all.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rngOf } from '../../dist/core/rng.js'
import { openTrainer } from '../../dist/nets/trainer.js'
import { alternate, row } from './measure.mjs'
import { peersInstalled, startPeer } from './peers.mjs'

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
  const contestants = []
  try {
    const data = trainingData(units[0])
    const own = await best((threads) => startOurs(data, { units, batchSize, threads }))
    contestants.push(['ours', own])
    const args = await writeFiles(folder, data, own, [...units, CLASSES], batchSize)
    if (peersInstalled()) {
      for (const library of PEERS) {
        const peer = await best((threads) => startLibrary(library, threads, args))
        if (!peer) continue
        contestants.push([library, peer])
        requireSame(library, own.loss, peer.loss)
      }
    }
    for (const [library, { threads, variant }] of contestants) progress(`  ${library}: ${variant}, threads ${threads}`)
    const times = await alternate(Object.fromEntries(contestants.map(([library, { pace }]) => [library, pace])))
    const { ours, ...peers } = Object.fromEntries(Object.entries(times).map(([key, ms]) => [key, 1e9 / ms]))
    const how = Object.fromEntries(
      contestants.map(([library, { threads, variant }]) => [library, { variant, threads }]),
    )
    return { ...row({ name, metric: 'training', unit: 'samples/s', ours, peers, better: 'more', target }), how }
  } finally {
    for (const [, { stop }] of contestants) await stop()
    rmSync(folder, { recursive: true })
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
  const { weights } = await trainer.state()
  let done = 0
  const train = async (rows) => {
    const { losses } = await trainer.run({ rows, firstStep: done })
    done += losses.length
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  }
  const loss = await train(drawn.subarray(0, firstRows(batchSize)))
  const pace = () => paceOf(train, drawn, 32_768)
  await pace()
  return { weights, loss, pace, milliseconds: await pace(), variant: 'trainer', stop: () => trainer.close() }
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

async function writeFiles(folder, { features, labels, drawn }, { weights }, units, batchSize) {
  const values = { features, labels, drawn, weights }
  const files = Object.entries(values).map(([name, { buffer, byteOffset, byteLength }]) => {
    const path = join(folder, name)
    writeFileSync(path, new Uint8Array(buffer, byteOffset, byteLength))
    return path
  })
  return [...files, firstRows(batchSize), batchSize, ...units].map(String)
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
