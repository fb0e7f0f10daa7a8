import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import type { Layer } from '../../../src/nets/net.js'
import type { OptimizerSpec } from '../../../src/nets/optimizers/optimizer.js'
import { ENGINES, type Engine } from '../../../src/nets/training/choose-engine.js'
import { openTrainingSession } from '../../../src/nets/training/training-session.js'
import type { TrainingState } from '../../../src/nets/training/trainer.js'

const [ROWS, INPUTS, CLASSES, BATCH] = [300, 6, 3, 100]
const SMALLEST_NORMAL = 2 ** -126

const dense: readonly Layer[] = [
  { type: 'dense', units: 8, activation: 'relu' },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]
const recurrent: readonly Layer[] = [
  { type: 'gru', units: 8 },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]

interface Fit {
  readonly engine: Engine
  readonly layers?: readonly Layer[]
  readonly window?: number
  readonly optimizer?: OptimizerSpec
  readonly steps: number
  /** Changes the first state. */
  readonly prepare?: (state: TrainingState) => Partial<TrainingState>
}

/** The state and the losses after steps on labels that are the larger of two features. */
async function fit({ engine, layers = dense, window = 1, optimizer, steps, prepare }: Fit) {
  const rng = createRng(7)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.normal())
  const labels = Uint8Array.from({ length: ROWS }, (_, row) =>
    (features[row * INPUTS] ?? 0) > (features[row * INPUTS + 1] ?? 0) ? 1 : 2,
  )
  const session = await openTrainingSession({
    layers,
    inputs: INPUTS,
    classes: CLASSES,
    window,
    batchSize: BATCH,
    seed: 1,
    learningRate: 0.003,
    engine,
    ...(optimizer && { optimizer }),
    data: { rows: ROWS, features, labels },
  })
  try {
    await session.restore({ ...session.state(), ...prepare?.(session.state()) })
    const rows = Int32Array.from({ length: steps * BATCH }, (_, i) => window - 1 + (i % (ROWS - window + 1)))
    const losses = await session.run({ rows, firstStep: session.state().step })
    return { losses, state: session.state() }
  } finally {
    await session.close()
  }
}

function subnormalsOf({ weights, moments }: TrainingState): number[] {
  return [weights, ...moments].flatMap((values) => [...values].filter(isSubnormal))
}

function isSubnormal(value: number): boolean {
  return value !== 0 && Math.abs(value) < SMALLEST_NORMAL
}

/** A net that is sure of all its rows: probabilities of e^−100 and less. */
const makeSure = ({ weights }: TrainingState): Partial<TrainingState> => ({ weights: weights.map((one) => 60 * one) })

for (const engine of ENGINES) {
  describe(`training by ${engine}`, () => {
    it('makes no subnormal numbers, however sure the net is', async () => {
      const { state, losses } = await fit({ engine, steps: 1200, prepare: makeSure })
      expect(subnormalsOf(state)).toEqual([])
      expect(losses.every(Number.isFinite)).toBe(true)
    })

    it('nor behind a recurrence', async () => {
      const { state } = await fit({ engine, layers: recurrent, window: 12, steps: 300, prepare: makeSure })
      expect(subnormalsOf(state)).toEqual([])
    })

    it('takes a mean of gradients that has decayed below 1e-18 as 0, and a mean of squares as 1e-36 at least', async () => {
      const { state } = await fit({
        engine,
        steps: 1,
        // All units are off, so that the kernel of the last layer gets no gradient.
        prepare: ({ weights, moments }) => ({
          weights: weights.map((one, i) => (i >= INPUTS * 8 && i < (INPUTS + 1) * 8 ? -1e3 : one)),
          moments: moments.map((values, moment) => values.map(() => (moment === 0 ? 1e-18 : 1e-38))),
        }),
      })
      const [m = new Float32Array(), v = new Float32Array()] = state.moments
      const lastKernel = [(INPUTS + 1) * 8, (INPUTS + 1) * 8 + 8 * CLASSES] as const
      expect(new Set(m.subarray(...lastKernel))).toEqual(new Set([0]))
      expect(new Set(v.subarray(...lastKernel))).toEqual(new Set([Math.fround(1e-36)]))
    })

    it('lets a weight decay to 0', async () => {
      const { state } = await fit({
        engine,
        steps: 1,
        optimizer: { type: 'adamw', weightDecay: 0.004 },
        prepare: ({ weights }) => ({
          weights: weights.map((one, i) => (i === 0 ? 1e-18 : i >= INPUTS * 8 && i < (INPUTS + 1) * 8 ? -1e3 : one)),
        }),
      })
      expect(state.weights[0]).toBe(0)
    })

    it('keeps what is not a number', async () => {
      const { losses, state } = await fit({
        engine,
        steps: 3,
        prepare: ({ weights }) => ({ weights: weights.map((one, i) => (i === 0 ? NaN : one)) }),
      })
      expect([...losses].every(Number.isNaN)).toBe(true)
      for (const values of [state.weights, ...state.moments]) expect(values.some(Number.isNaN)).toBe(true)
    })
  })
}

describe('both engines', () => {
  it('agree on a net that is sure of its rows', async () => {
    const [one, other] = await Promise.all(ENGINES.map((engine) => fit({ engine, steps: 20, prepare: makeSure })))
    if (!one || !other) throw new Error('an engine is missing')
    const differences = one.state.weights.map((weight, i) => Math.abs(weight - (other.state.weights[i] ?? NaN)))
    expect(Math.max(...differences)).toBeLessThan(2e-4)
  })
})
