import { productStages, type KernelNet } from './kernel-net.js'
import { paddedWidth } from './step-layout.js'

/** Copies weights, as layers have them, into memory where all widths are padded: kernel and biases of each product. */
export function padWeights(net: KernelNet, weights: Float32Array, to: Float32Array): void {
  for (const { from, at, count } of weightRows(net)) to.set(weights.subarray(from, from + count), at)
}

/** The inverse of `padWeights`. */
export function unpadWeights(net: KernelNet, from: Float32Array, length: number): Float32Array {
  const weights = new Float32Array(length)
  for (const { from: first, at, count } of weightRows(net)) weights.set(from.subarray(at, at + count), first)
  return weights
}

interface WeightRow {
  readonly from: number
  readonly at: number
  readonly count: number
}

/** Where each row of each kernel, and each bias, begins: without padding and with it. */
function* weightRows(net: KernelNet): Generator<WeightRow> {
  let at = 0
  for (const { kernel, bias, inputs, units } of weightPlaces(net)) {
    for (let row = 0; row < inputs; row++) {
      yield { from: kernel + row * units, at: at + row * paddedWidth(units), count: units }
    }
    at += paddedWidth(inputs) * paddedWidth(units)
    yield { from: bias, at, count: units }
    at += paddedWidth(units)
  }
}

interface WeightPlace {
  readonly kernel: number
  readonly bias: number
  readonly inputs: number
  readonly units: number
}

/** Where layers have kernel [inputs, units] and biases [units] of each product: a recurrence has both its biases last. */
function weightPlaces(net: KernelNet): readonly WeightPlace[] {
  const { inputs = 0, units = 0 } = net.recurrence ?? {}
  const biases = (inputs + units) * 3 * units
  let next = 0
  return productStages(net).map((stage, index) => {
    const kernel = next
    next += stage.inputs * stage.units
    if (net.recurrence && index < 2) {
      if (index === 1) next += 2 * stage.units
      return { kernel, bias: biases + index * stage.units, inputs: stage.inputs, units: stage.units }
    }
    const bias = next
    next += stage.units
    return { kernel, bias, inputs: stage.inputs, units: stage.units }
  })
}
