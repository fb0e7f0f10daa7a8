import { rm, writeFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { createRng } from '../../../src/core/rng.js'
import type { Layer } from '../../../src/nets/net.js'
import { openTrainingSession } from '../../../src/nets/training/training-session.js'
import type { TrainerSpec } from '../../../src/nets/training/trainer.js'

const [ROWS, INPUTS, CLASSES, BATCH, WINDOW] = [300, 4, 3, 8, 6]
const layers: readonly Layer[] = [{ type: 'dense', units: CLASSES, activation: 'softmax' }]
const rng = createRng(4)
const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.normal())
const labels = Uint8Array.from({ length: ROWS }, () => rng.below(CLASSES))
const spec: TrainerSpec = {
  layers,
  inputs: INPUTS,
  classes: CLASSES,
  batchSize: BATCH,
  seed: 3,
  data: { rows: ROWS, features, labels },
}

describe('options that make no sense', () => {
  const refused: readonly (readonly [Partial<TrainerSpec>, RegExp])[] = [
    [{ optimizer: { type: 'sgd', momentum: 1 } }, /momentum is 1: expected a number from 0 to below 1/],
    [{ optimizer: { type: 'sgd', nesterov: true } }, /nesterov needs a momentum/],
    [{ optimizer: { type: 'adam', epsilon: 0 } }, /epsilon is 0/],
    [{ optimizer: { type: 'adamw', weightDecay: -1 } }, /weightDecay is -1/],
    [{ schedule: { type: 'cosine', steps: 0 } }, /schedule.steps is 0: expected a whole number from 1/],
    [{ schedule: { type: 'constant', warmupSteps: 0.5 } }, /warmupSteps is 0.5/],
    [{ clip: { norm: 0 } }, /clip.norm is 0/],
    [{ regularization: { l2: NaN } }, /l2 is NaN/],
    [{ loss: { labelSmoothing: 1 } }, /labelSmoothing is 1/],
    [{ loss: { focal: { gamma: 0.5 } } }, /focal.gamma is 0.5: expected 0, or 1 to 10/],
    [{ loss: { classWeights: [1, 2] } }, /2 class weights: expected 3/],
    [{ loss: { classWeights: [1, -2, 1] } }, /weight of class 1 is -2/],
    [{ data: { rows: ROWS, features, labels, sampleWeights: Float32Array.of(1) } }, /1 weights: expected 300/],
    [{ window: 400 }, /shape \[400, 3\], but there are 3 classes/],
    [{ window: 400, layers: [{ type: 'flatten' }, ...layers] }, /300 training rows: at least 400 are needed/],
  ]
  for (const [changes, message] of refused) {
    it(`are refused: ${String(message)}`, async () => {
      await expect(openTrainingSession({ ...spec, ...changes })).rejects.toThrow(message)
      await expect(openTrainingSession({ ...spec, ...changes })).rejects.toThrow(UserError)
    })
  }
})

/** All layers at once, behind a window. */
const everything: readonly Layer[] = [
  { type: 'batchNormalization' },
  { type: 'conv1d', filters: 6, kernelSize: 3, dilation: 2, activation: 'leakyRelu' },
  { type: 'dropout', rate: 0.2 },
  { type: 'residual', layers: [{ type: 'layerNormalization' }, { type: 'dense', units: 5, activation: 'gelu' }] },
  { type: 'gru', units: 4, returnSequences: true },
  { type: 'activation', activation: 'elu' },
  { type: 'pooling', kind: 'max' },
  ...layers,
]
const windowed: TrainerSpec = {
  ...spec,
  layers: everything,
  window: WINDOW,
  optimizer: { type: 'adamw', weightDecay: 0.1 },
  schedule: { type: 'cosine', steps: 40, warmupSteps: 5 },
  loss: { focal: { gamma: 2 }, labelSmoothing: 0.1, classWeights: [1, 2, 3] },
  regularization: { l1: 1e-4, l2: 1e-4 },
  clip: { norm: 1, value: 0.5 },
  learningRate: 0.01,
}

function batches(from: number, steps: number, batchSize: number): Int32Array {
  const first = WINDOW - 1
  return Int32Array.from(
    { length: steps * batchSize },
    (_, i) => first + createRng(3, from * batchSize + i).below(ROWS - first),
  )
}

/** Losses, state and scores after the steps, run in chunks of these lengths, each in a session of its own. */
async function train(chunks: readonly number[], changes: Partial<TrainerSpec> = {}) {
  const all = { ...windowed, ...changes }
  let session = await openTrainingSession(all)
  const losses: number[] = []
  let step = 0
  for (const steps of chunks) {
    const state = session.state()
    await session.close()
    session = await openTrainingSession(all)
    await session.restore(state)
    losses.push(...(await session.run({ rows: batches(step, steps, all.batchSize), firstStep: step })))
    step += steps
  }
  const result = {
    losses,
    state: session.state(),
    scores: await session.predict(features.slice(0, 5 * WINDOW * INPUTS)),
  }
  await session.close()
  return result
}

/** How far one step moves a weight. */
async function moved(rateFactor: number): Promise<number> {
  const session = await openTrainingSession({ ...windowed, optimizer: { type: 'sgd' } })
  const before = session.state().weights
  await session.run({ rows: batches(0, 1, BATCH), firstStep: 0, rateFactor })
  const { weights } = session.state()
  await session.close()
  return (weights.at(-20) ?? NaN) - (before.at(-20) ?? NaN)
}

describe('every layer and option at once', () => {
  it('gives the same bits at any chunk length, after any resume, on 1 or 2 threads', async () => {
    const whole = await train([40])
    expect(whole.losses.every(Number.isFinite)).toBe(true)
    expect(new Set(whole.losses).size).toBeGreaterThan(35)
    expect(await train([1, 20, 2, 17])).toEqual(whole)
    expect(await train([40], { threads: 2 })).toEqual(whole)
    expect((await train([40], { seed: 9 })).state).not.toEqual(whole.state)
  })

  it('gives the same bits on 2 threads with batches large enough to be shared out', async () => {
    const large = { batchSize: 1024 }
    expect(await train([3], { ...large, threads: 2 })).toEqual(await train([3], large))
  })

  it('reads rows and their weights from a file as from memory', async () => {
    const sampleWeights = Float32Array.from({ length: ROWS }, (_, row) => (row % 5) / 2)
    const memory = await train([10], { data: { rows: ROWS, features, labels, sampleWeights } })
    expect(memory.state).not.toEqual((await train([10])).state)
    const folder = await mkdtemp(join(tmpdir(), 'options-'))
    try {
      const file = join(folder, 'rows.bin')
      const parts = [features, Int32Array.from(labels), sampleWeights].map((part) => Buffer.from(part.buffer))
      await writeFile(file, Buffer.concat(parts))
      const labelsOffset = features.byteLength
      const offsets = { featuresOffset: 0, labelsOffset, sampleWeightsOffset: labelsOffset + 4 * ROWS }
      expect(await train([10], { data: { rows: ROWS, file, ...offsets } })).toEqual(memory)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('lets a caller drive the learning rate', async () => {
    const [whole, half] = [await moved(1), await moved(0.5)]
    expect(whole).not.toBe(0)
    expect(Math.abs(half - whole / 2)).toBeLessThan(1e-7)
  })
})
