import { createRng } from '../core/rng.js'
import { initialize } from './layers/initializers.js'
import type { NetPlan } from './layers/plan-layers.js'

/** Names this use of the seed among others. */
const STREAM = 0x77656967

/** The first weights of a net: each parameter is drawn from its own stream of the seed. */
export function initializeWeights(plan: NetPlan, seed: number): Float32Array {
  const weights = new Float32Array(plan.weights)
  for (const [index, { offset, length, shape, initializer }] of plan.parameters.entries()) {
    initialize(weights.subarray(offset, offset + length), shape, initializer, createRng(STREAM, seed, index))
  }
  return weights
}
