import type { FitEngine } from '../../src/classifier/fit-options.js'
import type { TrainingChunk } from '../../src/nets/training/trainer.js'

export interface FakeEngine extends FitEngine {
  /** Every chunk that the trainer ran, in order. */
  readonly chunks: readonly TrainingChunk[]
  readonly closed: () => boolean
}

/**
 * A net that never learns: its one weight counts the steps, its model is that weight, and every score is `scoreAt(steps)`.
 */
export function fakeEngine(lossAt: (step: number) => number, scoreAt: (steps: number) => number): FakeEngine {
  const chunks: TrainingChunk[] = []
  let closed = false
  let step = 0
  const scoresOf = (model: Uint8Array, rows: number): Float32Array =>
    new Float32Array(3 * rows).fill(scoreAt(Number(Buffer.from(model).toString())))
  return {
    chunks,
    closed: () => closed,
    openTrainer: async ({ batchSize }) => ({
      weights: 1,
      run: async (chunk) => {
        chunks.push(chunk)
        const losses = Float32Array.from({ length: chunk.rows.length / batchSize }, () => lossAt(step++))
        return { losses }
      },
      state: async () => ({ step, weights: Float32Array.of(step), moments: [Float32Array.of(1), Float32Array.of(2)] }),
      restore: async (state) => {
        step = state.step
      },
      predict: async () => new Float32Array(),
      inferenceModel: async () => Buffer.from(String(step)),
      close: async () => {
        closed = true
      },
    }),
    openScorer: async (model) => ({
      inputs: 1,
      classes: 3,
      window: 1,
      score: async (_features, rows) => scoresOf(model, rows),
      scoreWindows: async (_minutes, last) => scoresOf(model, last.length),
      close: async () => {},
    }),
  }
}
