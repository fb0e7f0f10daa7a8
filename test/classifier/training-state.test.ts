import { describe, expect, it } from 'vitest'
import { decodeTrainingState, encodeTrainingState } from '../../src/classifier/training-state.js'
import type { TrainingState } from '../../src/nets/training/trainer.js'

const state: TrainingState = {
  step: 17,
  weights: Float32Array.of(1, -2.5, 3e-8),
  moments: [Float32Array.of(0, 1, 2), Float32Array.of(3, 4, 5)],
}

describe('the file of a training state', () => {
  it('brings back weights, moments, step and the engine that made them', () => {
    for (const engine of ['onnx', 'wasm'] as const) {
      expect(decodeTrainingState(encodeTrainingState({ ...state, engine }))).toEqual({ ...state, engine })
    }
  })

  it('need not name an engine', () => {
    expect(decodeTrainingState(encodeTrainingState(state))).toEqual(state)
  })

  it('is told from other bytes', () => {
    expect(decodeTrainingState(new TextEncoder().encode('no such file'))).toBeUndefined()
  })
})
