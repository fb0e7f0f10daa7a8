import type { Rng } from '../../core/rng.js'
import type { Initializer } from '../net.js'

/** Draws one value, given the number of inputs and outputs of a unit. */
type Draw = (rng: Rng, fanIn: number, fanOut: number) => number

/** Standard deviation of a standard normal variable cut off at ±2. */
const TRUNCATED_DEVIATION = 0.87962566103423978

/** Keras' initialisers, by Keras' names: the normal ones are cut off at two standard deviations. */
const draws: Readonly<Record<Initializer, Draw>> = {
  glorotUniform: (rng, fanIn, fanOut) => uniform(rng, Math.sqrt(6 / (fanIn + fanOut))),
  glorotNormal: (rng, fanIn, fanOut) => truncatedNormal(rng, Math.sqrt(2 / (fanIn + fanOut))),
  heUniform: (rng, fanIn) => uniform(rng, Math.sqrt(6 / fanIn)),
  heNormal: (rng, fanIn) => truncatedNormal(rng, Math.sqrt(2 / fanIn)),
  zeros: () => 0,
}

/** Fills `values` with the first weights of a parameter of that shape; all axes but the last count as inputs. */
export function initialize(values: Float32Array, shape: readonly number[], initializer: Initializer, rng: Rng): void {
  const fanOut = shape.at(-1) ?? 1
  const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1)
  const draw = draws[initializer]
  for (let i = 0; i < values.length; i++) values[i] = draw(rng, fanIn, fanOut)
}

function uniform(rng: Rng, limit: number): number {
  return (2 * rng.float() - 1) * limit
}

function truncatedNormal(rng: Rng, deviation: number): number {
  let value = rng.normal()
  while (Math.abs(value) > 2) value = rng.normal()
  return (value * deviation) / TRUNCATED_DEVIATION
}
