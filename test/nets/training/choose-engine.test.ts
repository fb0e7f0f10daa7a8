import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { planKernelTraining } from '../../../src/nets/training/choose-engine.js'
import type { Layer } from '../../../src/nets/net.js'
import type { TrainerSpec } from '../../../src/nets/training/trainer.js'

const net = (...hidden: readonly number[]): Layer[] => [
  ...hidden.map((units): Layer => ({ type: 'dense', units, activation: 'relu' })),
  { type: 'dense', units: 3, activation: 'softmax' },
]
const spec: TrainerSpec = {
  layers: net(24, 16),
  inputs: 20,
  classes: 3,
  batchSize: 32,
  seed: 1,
  data: { rows: 2, features: new Float32Array(40), labels: new Uint8Array(2) },
}
const gru: Layer = { type: 'gru', units: 32 }
const dropout: Layer = { type: 'dropout', rate: 0.5 }

describe('the kernel trains', () => {
  const taken: Readonly<Record<string, Partial<TrainerSpec>>> = {
    'the seed’s net': {},
    'in large batches': { batchSize: 4096 },
    'logistic regression': { layers: net() },
    'with a wider net in small batches': { layers: net(100, 50) },
    'with AdamW, weights and smoothed labels': {
      optimizer: { type: 'adamw' },
      loss: { classWeights: [1, 2, 3], labelSmoothing: 0.1 },
    },
    'a recurrence, in large batches too': { layers: [gru, dropout, ...net(8)], window: 60, batchSize: 1024 },
    'rows in a file': { data: { rows: 2, file: 'rows.bin', featuresOffset: 0, labelsOffset: 160 } },
    'where limits are given that limit nothing': { clip: {}, regularization: { l1: 0, l2: 0 } },
  }
  for (const [what, changes] of Object.entries(taken)) {
    it(what, () => expect(planKernelTraining({ ...spec, ...changes })).toBeDefined())
  }
})

describe('ONNX Runtime trains', () => {
  const left: Readonly<Record<string, Partial<TrainerSpec>>> = {
    'a wide net': { layers: net(200, 100) },
    'a wider net in large batches': { layers: net(100, 50), batchSize: 128 },
    'a net with a window': { window: 5 },
    'a wide recurrence': { layers: [{ type: 'gru', units: 128 }, ...net()], window: 5 },
    'a recurrence of an odd width': { layers: [{ type: 'gru', units: 30 }, ...net()], window: 5 },
    'two recurrences': { layers: [{ type: 'gru', units: 8, returnSequences: true }, gru, ...net()], window: 5 },
    'a recurrence behind another layer': { layers: [{ type: 'layerNormalization' }, gru, ...net()], window: 5 },
    'another activation': { layers: [{ type: 'dense', units: 8, activation: 'tanh' }, ...net()] },
    'another layer': { layers: [{ type: 'batchNormalization' }, ...net()] },
    'dropout of the inputs': { layers: [dropout, ...net()] },
    'dropout behind a linear layer': { layers: [{ type: 'dense', units: 8 }, dropout, ...net()] },
    'dropout twice': { layers: [...net(8).slice(0, 1), dropout, dropout, ...net()] },
    'a net without a softmax': { layers: net(3).slice(0, 1) },
    'another optimiser': { optimizer: { type: 'sgd' } },
    'a focal loss': { loss: { focal: { gamma: 2 } } },
    'a limited gradient': { clip: { norm: 1 } },
    'penalties on weights': { regularization: { l2: 0.01 } },
  }
  for (const [what, changes] of Object.entries(left)) {
    it(what, () => expect(planKernelTraining({ ...spec, ...changes })).toBeUndefined())
  }

  it('whatever it is asked to', () => expect(planKernelTraining({ ...spec, engine: 'onnx' })).toBeUndefined())
})

describe('asked for by name, the kernel', () => {
  it('trains nets that would be faster otherwise', () => {
    expect(planKernelTraining({ ...spec, layers: net(200, 100), engine: 'wasm' })).toBeDefined()
  })

  it('says so where it cannot', () => {
    expect(() => planKernelTraining({ ...spec, window: 3, engine: 'wasm' })).toThrow(UserError)
    expect(() => planKernelTraining({ ...spec, window: 3, engine: 'wasm' })).toThrow(
      /the wasm engine cannot train this/,
    )
  })
})
