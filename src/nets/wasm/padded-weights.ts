import type { DenseStage } from './dense-stages.js'
import { padded } from './step-layout.js'

/** Copies weights, kernel [inputs, units] and biases [units] of each stage, into memory where all widths are padded. */
export function padWeights(stages: readonly DenseStage[], weights: Float32Array, to: Float32Array): void {
  for (const { from, at, count } of weightRows(stages)) to.set(weights.subarray(from, from + count), at)
}

/** The inverse of `padWeights`. */
export function unpadWeights(stages: readonly DenseStage[], from: Float32Array, length: number): Float32Array {
  const weights = new Float32Array(length)
  for (const { from: first, at, count } of weightRows(stages)) weights.set(from.subarray(at, at + count), first)
  return weights
}

/** Where each row of each kernel, and each bias, begins: without padding and with it. */
function* weightRows(stages: readonly DenseStage[]): Generator<{ from: number; at: number; count: number }> {
  let [from, at] = [0, 0]
  for (const { inputs, units } of stages) {
    for (let row = 0; row <= inputs; row++) {
      const bias = row === inputs
      yield { from, at: bias ? at + (padded(inputs) - inputs) * padded(units) : at, count: units }
      from += units
      at += padded(units)
    }
    at += (padded(inputs) - inputs) * padded(units)
  }
}
