import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import type { Engine } from '../../../src/nets/training/choose-engine.js'
import type { Layer } from '../../../src/nets/net.js'
import type { TrainerSpec, TrainingState } from '../../../src/nets/training/trainer.js'
import { openTrainingSession } from '../../../src/nets/training/training-session.js'

const ROWS = 700

function rowsOf(inputs: number, classes: number) {
  const rng = createRng(5, inputs, classes)
  const features = Float32Array.from({ length: ROWS * inputs }, () => rng.normal())
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => {
    const [first = 0, second = 0] = features.subarray(row * inputs, row * inputs + 2)
    return Math.min(classes - 1, Math.max(0, Math.round(first + second * 0.5 + (classes - 1) / 2)))
  })
  return { rows: ROWS, features, labels }
}

function dense(units: number, activation: 'relu' | 'linear' | 'softmax' = 'relu'): Layer {
  return { type: 'dense', units, activation, kernelInitializer: 'heUniform' }
}

const drop: Layer = { type: 'dropout', rate: 0.3 }

interface Case {
  readonly layers: readonly Layer[]
  readonly inputs: number
  readonly classes: number
  readonly batchSize: number
  readonly window?: number
  readonly changes?: Partial<TrainerSpec>
}

const gru = (units: number): Layer => ({ type: 'gru', units })

/** Widths, classes and batches that are multiples of four and such that are not; one slice and several. */
const cases: Readonly<Record<string, Case>> = {
  'the seed’s net': {
    layers: [dense(24), drop, dense(16), drop, dense(3, 'softmax')],
    inputs: 20,
    classes: 3,
    batchSize: 32,
  },
  'logistic regression': { layers: [dense(3, 'softmax')], inputs: 7, classes: 3, batchSize: 30 },
  'two classes and odd widths': {
    layers: [dense(5), dense(9), drop, dense(2, 'softmax')],
    inputs: 3,
    classes: 2,
    batchSize: 1,
  },
  'linear layers, and activations as layers': {
    layers: [
      dense(6, 'linear'),
      dense(13, 'linear'),
      { type: 'activation', activation: 'relu' },
      drop,
      dense(5, 'softmax'),
    ],
    inputs: 11,
    classes: 5,
    batchSize: 67,
  },
  'many classes': { layers: [dense(40), dense(17, 'softmax')], inputs: 4, classes: 17, batchSize: 64 },
  'several slices, the last one shorter': {
    layers: [dense(12), drop, dense(3, 'softmax')],
    inputs: 8,
    classes: 3,
    batchSize: 403,
  },
  'weights of classes and rows, smoothed labels': {
    layers: [dense(10), dense(3, 'softmax')],
    inputs: 6,
    classes: 3,
    batchSize: 50,
    changes: { loss: { classWeights: [0.4, 2, 1.5], labelSmoothing: 0.1 } },
  },
  'a recurrence': { layers: [gru(8), dense(3, 'softmax')], inputs: 5, classes: 3, batchSize: 32, window: 7 },
  'a recurrence whose last state drops out, and layers behind it': {
    layers: [gru(12), drop, dense(7), drop, dense(3, 'softmax')],
    inputs: 4,
    classes: 3,
    batchSize: 77,
    window: 30,
    changes: { loss: { classWeights: [0.4, 2, 1.5] } },
  },
  'a recurrence in several slices': {
    layers: [gru(4), dense(2, 'softmax')],
    inputs: 9,
    classes: 2,
    batchSize: 205,
    window: 2,
  },
  'AdamW with a schedule': {
    layers: [dense(10), drop, dense(3, 'softmax')],
    inputs: 6,
    classes: 3,
    batchSize: 256,
    changes: {
      optimizer: { type: 'adamw', beta1: 0.8, weightDecay: 0.05 },
      schedule: { type: 'cosine', steps: 200, warmupSteps: 5 },
    },
  },
}

async function trained(engine: Engine, { changes, ...net }: Case, steps: number, from?: TrainingState) {
  const data = rowsOf(net.inputs, net.classes)
  const sampleWeights = changes?.loss && Float32Array.from(data.labels, (_, i) => 0.5 + (i % 3))
  const all = { ...data, ...(sampleWeights && { sampleWeights }) }
  const session = await openTrainingSession({ ...net, seed: 3, learningRate: 0.003, ...changes, engine, data: all })
  try {
    if (from) await session.restore(from)
    const { step } = session.state()
    const before = (net.window ?? 1) - 1
    const rows = Int32Array.from(
      { length: steps * net.batchSize },
      (_, i) => before + createRng(8, step, i).below(ROWS - before),
    )
    const losses = await session.run({ rows, firstStep: step })
    return { losses, state: session.state() }
  } finally {
    await session.close()
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? NaN)) / Math.max(1, Math.abs(value))),
    0,
  )
}

describe('the kernel trains as ONNX Runtime does', () => {
  for (const [name, net] of Object.entries(cases)) {
    it(`${name}: ten steps to rounding, three hundred nearly so`, async () => {
      const onnx = await trained('onnx', net, 10)
      const wasm = await trained('wasm', net, 10)
      expect(wasm.state.engine).toBe('wasm')
      expect(onnx.state.engine).toBe('onnx')
      expect(largestDifference(wasm.losses, onnx.losses)).toBeLessThan(3e-6)
      expect(largestDifference(wasm.state.weights, onnx.state.weights)).toBeLessThan(2e-5)
      for (const [i, moment] of wasm.state.moments.entries()) {
        expect(largestDifference(moment, onnx.state.moments[i] ?? moment.subarray(1))).toBeLessThan(1e-5)
      }
      const far = await Promise.all([trained('onnx', net, 300), trained('wasm', net, 300)])
      expect(largestDifference(far[0].losses, far[1].losses)).toBeLessThan(2e-3)
      expect(largestDifference(far[0].state.weights, far[1].state.weights)).toBeLessThan(2e-3)
    })
  }

  it('a recurrence whose gates are driven to their ends', async () => {
    const [net, steps] = [cases['a recurrence'], 1]
    if (!net) throw new Error('no such case')
    const { state } = await trained('onnx', net, 0)
    const driven = { ...state, weights: state.weights.map((weight) => 40 * weight) }
    const { engine: _engine, ...unmarked } = driven
    const onnx = await trained('onnx', net, steps, driven)
    const wasm = await trained('wasm', net, steps, unmarked)
    expect(largestDifference(wasm.losses, onnx.losses)).toBeLessThan(1e-4)
    expect(
      largestDifference(wasm.state.moments[0] ?? new Float32Array(), onnx.state.moments[0] ?? new Float32Array()),
    ).toBeLessThan(1e-4)
  })

  it('from the state of the other on: they are of one form', async () => {
    const net = cases['the seed’s net']
    if (!net) throw new Error('no such case')
    const { state } = await trained('onnx', net, 50)
    const onnx = await trained('onnx', net, 10, state)
    const { engine: _engine, ...unmarked } = state
    const wasm = await trained('wasm', net, 10, unmarked)
    expect(largestDifference(wasm.losses, onnx.losses)).toBeLessThan(1e-5)
    expect(largestDifference(wasm.state.weights, onnx.state.weights)).toBeLessThan(1e-4)
  })
})

describe('a state', () => {
  it('goes on with the engine that made it, with the same bits', async () => {
    const net = cases['the seed’s net']
    if (!net) throw new Error('no such case')
    for (const engine of ['onnx', 'wasm'] as const) {
      const first = await trained(engine, net, 20)
      const same = await trained(engine, net, 20, first.state)
      const other = await trained(engine === 'onnx' ? 'wasm' : 'onnx', net, 20, first.state)
      expect(other).toEqual(same)
      expect(other.state.engine).toBe(engine)
    }
  })
})
