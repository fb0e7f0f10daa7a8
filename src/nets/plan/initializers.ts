import { type Rng, createRng } from '../../core/rng.js'
import { z } from 'zod'
import type { NetPlan } from './plan-net.js'

/** Keras' initialisers by their names there. */
export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
  'orthogonal',
  'zeros',
  'ones',
] as const
export type Initializer = (typeof INITIALIZERS)[number]
export const initializerSchema = z.enum(INITIALIZERS)

/** Draws one value, given the number of inputs and outputs of a unit. */
type Draw = (rng: Rng, fanIn: number, fanOut: number) => number

/** The stream of first weights among all random streams of one seed. */
const STREAM = 0x77656967

/** Standard deviation of a standard normal variable cut off at ±2. */
const TRUNCATED_DEVIATION = 0.87962566103423978

/** The normal ones, except randomNormal, are cut off at two standard deviations. */
const draws: Readonly<Record<Exclude<Initializer, 'orthogonal'>, Draw>> = {
  glorotUniform: (rng, fanIn, fanOut) => uniform(rng, Math.sqrt(6 / (fanIn + fanOut))),
  glorotNormal: (rng, fanIn, fanOut) => truncatedNormal(rng, Math.sqrt(2 / (fanIn + fanOut)) / TRUNCATED_DEVIATION),
  heUniform: (rng, fanIn) => uniform(rng, Math.sqrt(6 / fanIn)),
  heNormal: (rng, fanIn) => truncatedNormal(rng, Math.sqrt(2 / fanIn) / TRUNCATED_DEVIATION),
  lecunUniform: (rng, fanIn) => uniform(rng, Math.sqrt(3 / fanIn)),
  lecunNormal: (rng, fanIn) => truncatedNormal(rng, Math.sqrt(1 / fanIn) / TRUNCATED_DEVIATION),
  randomUniform: (rng) => uniform(rng, 0.05),
  randomNormal: (rng) => 0.05 * rng.normal(),
  truncatedNormal: (rng) => truncatedNormal(rng, 0.05),
  zeros: () => 0,
  ones: () => 1,
}

/**
 * Fills `values` with the first weights of a parameter of that shape. All axes but the last count as inputs of a unit; those
 * before the last two (the taps of a convolution) count in its outputs, too.
 */
export function fillInitialValues(
  values: Float32Array,
  shape: readonly number[],
  initializer: Initializer,
  rng: Rng,
): void {
  const columns = shape.at(-1) ?? 1
  if (initializer === 'orthogonal') return orthogonal(values, columns, rng)
  const fanIn = product(shape.slice(0, -1))
  const fanOut = columns * product(shape.slice(0, -2))
  const draw = draws[initializer]
  for (let i = 0; i < values.length; i++) values[i] = draw(rng, fanIn, fanOut)
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1)
}

function uniform(rng: Rng, limit: number): number {
  return (2 * rng.float() - 1) * limit
}

function truncatedNormal(rng: Rng, deviation: number): number {
  let value = rng.normal()
  while (Math.abs(value) > 2) value = rng.normal()
  return value * deviation
}

/** A random matrix whose rows, or columns where there are fewer of them, have length 1 and stand at right angles. */
function orthogonal(values: Float32Array, columns: number, rng: Rng): void {
  const rows = values.length / columns
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)]
  const vectors: Float64Array[] = []
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, () => rng.normal())
    // Once more, because the first pass leaves what rounding made of it.
    for (const other of [...vectors, ...vectors]) subtract(vector, other, dot(vector, other))
    const norm = Math.sqrt(dot(vector, vector))
    vectors.push(vector.map((value) => value / norm))
  }
  for (let i = 0; i < values.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns]
    values[i] = (rows <= columns ? vectors[row]?.[column] : vectors[column]?.[row]) ?? 0
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (const [i, value] of a.entries()) sum += value * (b[i] ?? 0)
  return sum
}

function subtract(from: Float64Array, other: Float64Array, factor: number): void {
  for (const [i, value] of other.entries()) from[i] = (from[i] ?? 0) - factor * value
}

/** The first weights of a net: each parameter is drawn from its own stream of the seed. */
export function initializeWeights(plan: NetPlan, seed: number): Float32Array {
  const weights = new Float32Array(plan.weights)
  for (const [index, { offset, length, shape, initializer }] of plan.parameters.entries()) {
    fillInitialValues(weights.subarray(offset, offset + length), shape, initializer, createRng(STREAM, seed, index))
  }
  return weights
}
