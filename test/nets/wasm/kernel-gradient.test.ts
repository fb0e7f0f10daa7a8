import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { createDropoutPools } from '../../../src/nets/training/dropout-pools.js'
import type { Layer } from '../../../src/nets/net.js'
import { openTrainingSession } from '../../../src/nets/training/training-session.js'

const [INPUTS, CLASSES, BATCH, SEED] = [5, 3, 150, 4]
const UNITS = [7, 6, CLASSES]
const RATE = 0.25
const rng = createRng(2)
const features = Float32Array.from({ length: BATCH * INPUTS }, () => rng.normal())
const labels = Uint8Array.from({ length: BATCH }, () => rng.below(CLASSES))
const classWeights = [0.5, 1, 2]

const layers: readonly Layer[] = [
  { type: 'dense', units: 7, activation: 'relu' },
  { type: 'dropout', rate: RATE },
  { type: 'dense', units: 6, activation: 'linear' },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]

/** The mean loss of the whole batch in plain float64. */
function lossOf(weights: Float64Array, mask: Float32Array): number {
  let loss = 0
  for (let row = 0; row < BATCH; row++) {
    let values = [...features.subarray(row * INPUTS, (row + 1) * INPUTS)]
    let at = 0
    for (const [layer, units] of UNITS.entries()) {
      const width = values.length
      const sums = Array.from({ length: units }, (_, unit) => {
        const products = values.map((value, i) => value * (weights[at + i * units + unit] ?? NaN))
        return products.reduce((sum, product) => sum + product, weights[at + width * units + unit] ?? NaN)
      })
      values = layer === 0 ? sums.map((sum, unit) => Math.max(0, sum) * (mask[row * units + unit] ?? NaN)) : sums
      at += (width + 1) * units
    }
    const label = labels[row] ?? NaN
    const powers = values.map(Math.exp)
    const score = (powers[label] ?? NaN) / powers.reduce((sum, power) => sum + power, 0)
    loss -= (classWeights[label] ?? NaN) * Math.log(score)
  }
  return loss / BATCH
}

/** σ, tanh and a product of a row with a matrix [width, units], in plain float64. */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
function timesMatrix(row: readonly number[], weights: Float64Array, units: number, biases: Float64Array): number[] {
  const products: number[] = []
  for (let unit = 0; unit < units; unit++) {
    let sum = biases[unit] ?? NaN
    for (let i = 0; i < row.length; i++) sum += (row[i] ?? NaN) * (weights[i * units + unit] ?? NaN)
    products.push(sum)
  }
  return products
}

const [MINUTES, STATE] = [6, 8]

/** The mean loss of a GRU over the windows of `rows`, a mask on its last state, and a dense layer. */
function recurrentLossOf(weights: Float64Array, mask: Float32Array, rows: Int32Array): number {
  const sizes = [INPUTS * 3 * STATE, STATE * 3 * STATE, 3 * STATE, 3 * STATE, STATE * CLASSES, CLASSES]
  const [kernel, recurrent, inputBias, stateBias, dense, last] = sizes.map((size, i) => {
    const from = sizes.slice(0, i).reduce((sum, one) => sum + one, 0)
    return weights.subarray(from, from + size)
  })
  if (!kernel || !recurrent || !inputBias || !stateBias || !dense || !last) throw new Error('weights are missing')
  const losses = Array.from(rows, (row, n) => {
    let state = Array<number>(STATE).fill(0)
    for (let minute = row - MINUTES + 1; minute <= row; minute++) {
      const inputs = [...features.subarray(minute * INPUTS, (minute + 1) * INPUTS)]
      const x = timesMatrix(inputs, kernel, 3 * STATE, inputBias)
      const h = timesMatrix(state, recurrent, 3 * STATE, stateBias)
      const at = (values: readonly number[], unit: number, gate: number): number => values[gate * STATE + unit] ?? NaN
      state = state.map((before, unit) => {
        const update = sigmoid(at(x, unit, 0) + at(h, unit, 0))
        const reset = sigmoid(at(x, unit, 1) + at(h, unit, 1))
        const next = Math.tanh(at(x, unit, 2) + reset * at(h, unit, 2))
        return update * before + (1 - update) * next
      })
    }
    const kept = state.map((value, unit) => value * (mask[n * STATE + unit] ?? NaN))
    const powers = timesMatrix(kept, dense, CLASSES, last).map(Math.exp)
    const label = labels[row] ?? NaN
    const score = (powers[label] ?? NaN) / powers.reduce((sum, power) => sum + power, 0)
    return -(classWeights[label] ?? NaN) * Math.log(score)
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / rows.length
}

/** The slope of a loss along one weight, by central differences. */
function slopeAt(loss: (weights: Float64Array) => number, weights: Float32Array, i: number): number {
  const [above = NaN, below = NaN] = [1e-6, -1e-6].map((change) => {
    const moved = Float64Array.from(weights)
    moved[i] = (moved[i] ?? NaN) + change
    return loss(moved)
  })
  return (above - below) / 2e-6
}

describe('the kernel’s gradient', () => {
  it('is what finite differences of a plain loss give, masks and weights of classes included', async () => {
    const session = await openTrainingSession({
      layers,
      inputs: INPUTS,
      classes: CLASSES,
      batchSize: BATCH,
      seed: SEED,
      loss: { classWeights },
      engine: 'wasm',
      data: { rows: BATCH, features, labels },
    })
    const start = session.state()
    const [loss = NaN] = await session.run({ rows: Int32Array.from({ length: BATCH }, (_, i) => i), firstStep: 0 })
    // The first moment after the first step is the gradient.
    const [gradient = new Float32Array()] = session.state().moments
    await session.close()
    const pools = createDropoutPools([{ rate: RATE, shape: [7] }], BATCH, SEED)
    const mask = pools.pool(0, 0).subarray(pools.firstRow(0, 0) * 7)
    expect(Math.abs(loss - lossOf(Float64Array.from(start.weights), mask))).toBeLessThan(1e-6)
    for (const [i, value] of gradient.entries()) {
      const slope = slopeAt((weights) => lossOf(weights, mask), start.weights, i)
      expect(Math.abs(value - slope), `weight ${i}`).toBeLessThan(1e-5)
    }
  })

  it('is so behind a recurrence too, in several blocks and slices', async () => {
    const rows = Int32Array.from({ length: BATCH - MINUTES + 1 }, (_, i) => i + MINUTES - 1)
    const session = await openTrainingSession({
      layers: [
        { type: 'gru', units: STATE },
        { type: 'dropout', rate: RATE },
        { type: 'dense', units: CLASSES, activation: 'softmax' },
      ],
      inputs: INPUTS,
      classes: CLASSES,
      window: MINUTES,
      batchSize: rows.length,
      seed: SEED,
      loss: { classWeights },
      engine: 'wasm',
      data: { rows: BATCH, features, labels },
    })
    // Biases that are not zero.
    const moved = session.state().weights.map((weight, i) => weight + 0.1 * Math.sin(i))
    await session.restore({ ...session.state(), weights: moved })
    const [loss = NaN] = await session.run({ rows, firstStep: 0 })
    const [gradient = new Float32Array()] = session.state().moments
    await session.close()
    const pools = createDropoutPools([{ rate: RATE, shape: [STATE] }], rows.length, SEED)
    const mask = pools.pool(0, 0).subarray(pools.firstRow(0, 0) * STATE)
    const plain = (weights: Float64Array): number => recurrentLossOf(weights, mask, rows)
    expect(Math.abs(loss - plain(Float64Array.from(moved)))).toBeLessThan(1e-6)
    for (const [i, value] of gradient.entries()) {
      const slope = slopeAt(plain, moved, i)
      expect(Math.abs(value - slope), `weight ${i}`).toBeLessThan(1e-5)
    }
  })

  it('becomes no number with the loss where a feature is none, from that step on', async () => {
    const poisoned = features.slice()
    poisoned[3 * INPUTS] = NaN
    const session = await openTrainingSession({
      layers,
      inputs: INPUTS,
      classes: CLASSES,
      batchSize: 2,
      seed: SEED,
      engine: 'wasm',
      data: { rows: BATCH, features: poisoned, labels },
    })
    const losses = await session.run({ rows: Int32Array.of(0, 1, 2, 4, 5, 3, 6, 7), firstStep: 0 })
    await session.close()
    expect([...losses].map(Number.isFinite)).toEqual([true, true, false, false])
  })
})
