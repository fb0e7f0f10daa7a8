import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../src/classifier/checkpoint.js'
import { fit } from '../../src/classifier/fit.js'
import type { FitOptions } from '../../src/classifier/fit-options.js'
import { alwaysOpen } from '../../src/core/calendar.js'
import { makeFrame } from '../../src/core/frame.js'
import { defineFeatureSet } from '../../src/features/feature-set.js'
import { CancelledError, UserError } from '../../src/core/errors.js'
import { fakeEngine } from './fake-engine.js'

const features = makeFrame({ calendar: alwaysOpen(), first: 0, rows: 5 }, [['x', new Float32Array(5)]])
const featureSet = defineFeatureSet({
  id: 'X',
  version: 1,
  history: 0,
  columns: [{ name: 'x' }],
  compute: () => features,
})
const scaler = { center: Float32Array.of(0), scale: Float32Array.of(1) }

/** Steps an epoch: three times the 20 rows of the largest class, in batches of 10. */
const STEPS = 6
const base: Omit<FitOptions, 'evaluate' | 'engine'> = {
  layers: [],
  classes: ['hold', 'buy', 'sell'],
  training: {
    rows: 30,
    inputs: ['x'],
    features: new Float32Array(30),
    labels: Uint8Array.from({ length: 30 }, (_, row) => (row < 20 ? 0 : row < 25 ? 1 : 2)),
    bases: [{ base: 'fil', from: 0, rows: 30, scaler }],
  },
  validation: [{ dataset: { base: 'fil', featureSet, features }, ordinals: Int32Array.of(1, 2, 3), scaler }],
  seed: 1,
  epochs: 20,
  patience: 3,
  batchSize: 10,
}

const ignore = async (): Promise<void> => {}

/** The score is the number of epochs done; the evaluation looks its gain up. */
const withGains = (gains: readonly number[], more: Partial<FitOptions> = {}): FitOptions => ({
  ...base,
  engine: fakeEngine(
    () => 1,
    (steps) => steps / STEPS,
  ),
  evaluate: ([scores]) => ({
    gain: gains[(scores?.[0] ?? 0) - 1] ?? 0,
    count: 1,
    buyThreshold: 0.5,
    sellThreshold: 0.6,
  }),
  ...more,
})

describe('fit', () => {
  test('keeps the first model of the highest gain and stops after `patience` epochs without a better one', async () => {
    const result = await fit(withGains([0.1, 0.4, 0.4, 0.3, 0.2, 0.9]))
    expect(result.stopped).toBe('patience')
    expect(result.best).toMatchObject({ epoch: 2, gain: 0.4, buyThreshold: 0.5 })
    expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5])
    expect(Buffer.from(result.model).toString()).toBe(String(2 * STEPS))
    expect(result.state.step).toBe(2 * STEPS)
  })

  test('tries numbers of threads on its first steps and goes on with the fastest', async () => {
    let time = 0
    const fake = fakeEngine(
      () => 1,
      (steps) => steps / STEPS,
    )
    const opened: (number | undefined)[] = []
    const engine: typeof fake = {
      ...fake,
      openTrainer: async (spec) => {
        const trainer = await fake.openTrainer(spec)
        opened.push(spec.threads)
        return {
          ...trainer,
          run: async (chunk) => {
            time += chunk.threads === 2 ? 120 : 100
            return trainer.run(chunk)
          },
        }
      },
    }
    const threads = { numbers: [1, 2], clock: { now: () => time } }
    const gains = Array.from({ length: 20 }, (_, epoch) => epoch + 1)
    const result = await fit(withGains(gains, { epochs: 14, engine, threads }))
    expect(opened).toEqual([2])
    expect(result.threads).toBe(1)
    // On 2 threads two calls to get warm and three that are timed; the same on 1, which stays.
    expect(fake.chunks.map((chunk) => chunk.threads)).toEqual([
      ...Array<number>(5).fill(2),
      ...Array<number>(9).fill(1),
    ])
    const fixed = await fit(withGains(gains, { epochs: 2, threads: 2 }))
    expect(fixed.threads).toBe(2)
  })

  test('ends after all epochs where the gain goes on rising; steps are counted from the beginning of the fit', async () => {
    const engine = fakeEngine(
      (step) => step,
      (steps) => steps / STEPS,
    )
    const result = await fit(withGains([1, 2, 3], { epochs: 3, engine }))
    expect(result.stopped).toBe('epochs')
    expect(result.best.epoch).toBe(3)
    expect(result.history.map(({ loss }) => loss)).toEqual([2.5, 8.5, 14.5])
    expect(engine.chunks.map(({ firstStep }) => firstStep)).toEqual([0, STEPS, 2 * STEPS])
    expect(engine.closed()).toBe(true)
  })

  test('asked to stop it returns the best so far; before the first epoch is over there is none', async () => {
    const abort = new AbortController()
    const late = withGains([0.3, 0.1, 0.2], {
      signal: abort.signal,
      onEpoch: ({ epoch }) => epoch === 2 && abort.abort(),
    })
    expect(await fit(late)).toMatchObject({ stopped: 'interrupted', best: { epoch: 1 } })
    const early = new AbortController()
    const engine = fakeEngine(() => 1, Number)
    const stopped = fit(withGains([1], { signal: early.signal, onStep: () => early.abort(), engine }))
    await expect(stopped).rejects.toThrow(CancelledError)
    expect(engine.closed()).toBe(true)
  })

  test('a loss or score that is no number ends it with the last good model', async () => {
    const diverging = fakeEngine(
      (step) => (step >= 2 * STEPS ? Number.NaN : 1),
      (steps) => steps / STEPS,
    )
    expect(await fit(withGains([0.1, 0.2], { engine: diverging }))).toMatchObject({
      stopped: 'diverged',
      best: { epoch: 2 },
    })
    const badScores = fakeEngine(
      () => 1,
      (steps) => (steps > STEPS ? Number.NaN : 1),
    )
    expect(await fit(withGains([0.1], { engine: badScores }))).toMatchObject({
      stopped: 'diverged',
      best: { epoch: 1 },
    })
    const hopeless = fit(withGains([], { engine: fakeEngine(() => Number.NaN, Number) }))
    await expect(hopeless).rejects.toThrow(UserError)
    await expect(hopeless).rejects.toThrow(/loss is not a number in step 1 of epoch 1/)
  })

  test('says at which step it diverged, and which input was the most extreme there', async () => {
    const values = new Float32Array(30)
    values[7] = -1e9
    const training = { ...base.training, features: values }
    const engine = fakeEngine(
      (step) => (step >= STEPS + 2 ? Number.NaN : 1),
      (steps) => steps / STEPS,
    )
    const { divergence } = await fit(withGains([0.1, 0.2], { training, engine, batchSize: 10 }))
    expect(divergence).toMatchObject({ epoch: 2, step: 3 })
    const first = engine.chunks.findIndex(({ firstStep }) => firstStep === STEPS)
    const fed = [...(engine.chunks[first]?.rows.subarray(10, 30) ?? [])]
    expect(divergence?.input).toEqual(
      fed.includes(7) ? { base: 'fil', feature: 'x', value: -1e9 } : { base: 'fil', feature: 'x', value: 0 },
    )
    const early = fakeEngine(() => Number.NaN, Number)
    const all = withGains([], { training, engine: early, sampling: 'natural', batchSize: 30 })
    await expect(fit(all)).rejects.toThrow(
      'the loss is not a number in step 1 of epoch 1; the largest input there is x of fil, -1.000e+9 times its scale from its centre: the net diverged; look for',
    )
  })

  test('from any checkpoint, in the middle of an epoch too, it goes on to the same end', async () => {
    const gains = [0.1, 0.4, 0.2, 0.3, 0.4, 0.1]
    const make = (more: Partial<FitOptions>): FitOptions =>
      withGains(gains, {
        // Windows so long that each call to the trainer is one step.
        window: 4000,
        engine: fakeEngine(
          (step) => Math.sqrt(step),
          (steps) => steps / STEPS,
        ),
        ...more,
      })
    const checkpoints: Checkpoint[] = []
    const save = async (checkpoint: Checkpoint): Promise<void> => {
      checkpoints.push({ ...checkpoint, history: [...checkpoint.history] })
    }
    const whole = await fit(make({ checkpoints: { resume: undefined, isDue: () => true, save } }))
    expect(checkpoints).toHaveLength(STEPS * whole.history.length)
    for (const from of checkpoints) {
      expect(await fit(make({ checkpoints: { resume: from, isDue: () => false, save: ignore } }))).toEqual(whole)
    }
  })
})
