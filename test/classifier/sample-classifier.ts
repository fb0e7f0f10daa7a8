import type { Classifier } from '../../src/classifier/classifier-files.js'
import type { TrainingState } from '../../src/nets/training/trainer.js'

const result = { epoch: 1, gain: 0.1, count: 3, buyThreshold: 0.5, sellThreshold: 0.6 }
const range = { from: 0, to: 60_000 }

/** A classifier of one base and two features; its model is no net. */
export const sampleClassifier: Classifier = {
  model: Buffer.from('not really a net'),
  description: {
    net: { id: 'MLP', version: 1, params: { l1: 9 } },
    features: { id: 'Sample', version: 1, sourceHash: 'f', columns: ['a', 'b_1'] },
    target: { id: 'T', version: 1, sourceHash: 't', horizon: 28 },
    classes: ['hold', 'buy', 'sell'],
    scaler: 'robust',
    unseenBase: 'refuse',
    bases: [
      {
        name: 'fil',
        market: { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' },
        center: [Math.fround(0.1), 2],
        scale: [1, Math.fround(0.3)],
        candles: { ...range, hash: 'c' },
        trainingRows: 100,
        validationRows: 10,
      },
    ],
    sets: { training: [range], validation: [{ from: 60_000, to: 120_000 }], test: [] },
    embargo: 1440,
    training: { seed: 1, batchSize: 32, epochs: 50, patience: 10, fee: 0.001, stopped: 'patience' },
    classCounts: [80, 15, 5],
    selection: { set: 'validation', usedForSelection: true, ...result },
    history: [{ ...result, loss: 1.1 }],
  },
}

export const sampleState: TrainingState = {
  step: 77,
  weights: Float32Array.of(1, 2, 3),
  moments: [Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(4, 5, 6)],
}
