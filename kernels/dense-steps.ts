// AssemblyScript, compiled into src/nets/wasm/dense-steps-wasm.ts by scripts/build-kernels.mjs.
//
// Training steps of nets of dense layers, behind a recurrence or not. A slice is a part of a batch: its rows are gathered, and
// go forward and back in blocks that stay in the first cache, or in the second with all minutes of a recurrence. All widths are
// padded with zeros to multiples of four: padded weights have zero gradients and stay zero. Every sum has one order, whoever
// computes it.

import { exp, log } from './lib/powers'
import { product, Gated, Masked, Plain, Relued } from './lib/products'
import { recur, recurBack } from './lib/recurrence'
import { gather, gatherWindows, weightGradient } from './lib/step-rows'
import {
  CHOSEN,
  CLASSES,
  CLASS_WEIGHTS,
  DELTA,
  FACTORS,
  HEAD,
  HIGH,
  INPUT,
  INPUTS,
  KEPT,
  LABELS,
  LAYER,
  LAYERS,
  LOW,
  MASK,
  MASKS,
  MINUTES,
  OUTPUT,
  RELU,
  SAMPLE_WEIGHTS,
  SCORES,
  SHARE,
  STATE_DELTA,
  TURNED,
  UNITS,
  VALUE,
  WEIGHTS,
} from './lib/step-table'
import { TINY_SQUARE, withoutTiny } from './lib/tiny-values'

// Rows in a block, without a recurrence and with one; the scratch memory of src/nets/wasm/step-layout.ts has room for so many.
const BLOCK: i32 = 64
const RECURRENT_BLOCK: i32 = 16

/**
 * The gradient of a slice of `count` rows, divided by the rows of the whole batch, into `gradient`; its summed loss as the
 * result. `rows` are the indices of its rows, `masks` the first rows of the step in the pools, `before` the rows of the batch
 * before the slice.
 */
export function slice(
  table: usize,
  scratch: usize,
  rows: usize,
  count: i32,
  masks: usize,
  before: i32,
  gradient: usize,
): f64 {
  const minutes = load<i32>(table, MINUTES)
  const block = minutes ? RECURRENT_BLOCK : BLOCK
  const first = table + HEAD + (minutes ? 2 * LAYER : 0)
  const last = table + HEAD + <usize>(load<i32>(table, LAYERS) - 1) * LAYER
  let loss: f64 = 0
  for (let begin = 0; begin < count; begin += block) {
    const size = min(block, count - begin)
    const padded = (size + 3) & ~3
    const anew = begin === 0
    choose(table, scratch, rows + <usize>begin * VALUE, size, padded)
    if (minutes) {
      gatherWindows(table, scratch, rows + <usize>begin * VALUE, size, padded)
      recur(table, scratch, size, padded, masks, before + begin)
    } else {
      gather(table, scratch, rows + <usize>begin * VALUE, size, padded)
    }
    for (let layer = first; layer <= last; layer += LAYER) forward(layer, scratch, padded, masks, before + begin)
    loss += crossEntropy(table, last, scratch, padded)
    for (let layer = last; layer >= first; layer -= LAYER) {
      weightGradient(layer, scratch, 0, padded, gradient, anew)
      if (layer > first) backward(layer, scratch, padded, load<u32>(layer - LAYER, DELTA))
      else if (minutes) backward(layer, scratch, padded, load<u32>(table, STATE_DELTA))
    }
    if (minutes) recurBack(table, scratch, size, padded, masks, before + begin, gradient, anew)
  }
  return loss
}

/**
 * One step of Adam on `bytes` of weights, by the sum of the gradients of all slices, which lie one after the other; afterwards
 * the turned weights are renewed.
 */
export function update(
  table: usize,
  weights: usize,
  m: usize,
  v: usize,
  gradient: usize,
  bytes: usize,
  slices: i32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  rate: f32,
  decay: f32,
): void {
  const end = gradient + <usize>slices * bytes
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = v128.load(gradient + at)
    for (let from = gradient + bytes + at; from < end; from += bytes) sum = f32x4.add(sum, v128.load(from))
    sum = withoutTiny(sum)
    const nextM = withoutTiny(f32x4.add(f32x4.mul(v128.load(m + at), f32x4.splat(beta1)), sum))
    const squares = f32x4.add(f32x4.mul(v128.load(v + at), f32x4.splat(beta2)), f32x4.mul(sum, sum))
    const nextV = f32x4.pmax(squares, f32x4.splat(TINY_SQUARE))
    v128.store(m + at, nextM)
    v128.store(v + at, nextV)
    const old = v128.load(weights + at)
    const kept = f32x4.sub(old, f32x4.mul(old, f32x4.splat(decay)))
    const spread = f32x4.add(f32x4.sqrt(nextV), f32x4.splat(epsilon))
    const next = f32x4.sub(kept, f32x4.mul(f32x4.div(nextM, spread), f32x4.splat(rate)))
    v128.store(weights + at, decay > 0 ? withoutTiny(next) : next)
  }
  turn(table)
}

/** Writes the weights of all layers but the first once more, turned: the way back reads them so. */
export function turn(table: usize): void {
  const end = table + HEAD + <usize>load<i32>(table, LAYERS) * LAYER
  for (let layer = table + HEAD + LAYER; layer < end; layer += LAYER) {
    const inputs = <usize>load<i32>(layer, INPUTS) * VALUE
    const units = <usize>load<i32>(layer, UNITS) * VALUE
    const weights = <usize>load<u32>(layer, WEIGHTS)
    const turned = <usize>load<u32>(layer, TURNED)
    for (let i: usize = 0; i < inputs; i += 16) {
      for (let o: usize = 0; o < units; o += 16) {
        turnTile(weights + (i >> 2) * units + o, units, turned + (o >> 2) * inputs + i, inputs)
      }
    }
  }
}

/** Turns four rows of four values. */
function turnTile(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + fromRow)
  const c = v128.load(from + 2 * fromRow)
  const d = v128.load(from + 3 * fromRow)
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2))
  v128.store(to + toRow, v128.shuffle<f64>(ab, cd, 1, 3))
  const lateAB = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const lateCD = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(to + 2 * toRow, v128.shuffle<f64>(lateAB, lateCD, 0, 2))
  v128.store(to + 3 * toRow, v128.shuffle<f64>(lateAB, lateCD, 1, 3))
}

/** The classes and the weights of a block's rows; rows beyond `size` count nothing. */
function choose(table: usize, scratch: usize, rows: usize, size: i32, padded: i32): void {
  const labels = <usize>load<u32>(table, LABELS)
  const classWeights = <usize>load<u32>(table, CLASS_WEIGHTS)
  const sampleWeights = <usize>load<u32>(table, SAMPLE_WEIGHTS)
  const chosen = scratch + load<u32>(table, CHOSEN)
  const factors = scratch + load<u32>(table, FACTORS)
  for (let n = 0; n < size; n++) {
    const row = <usize>load<u32>(rows + <usize>n * VALUE)
    const label = load<u8>(labels + row)
    let factor = load<f32>(classWeights + <usize>label * VALUE)
    if (sampleWeights) factor *= load<f32>(sampleWeights + row * VALUE)
    store<i32>(chosen + <usize>n * VALUE, label)
    store<f32>(factors + <usize>n * VALUE, factor)
  }
  for (let n = size; n < padded; n++) {
    store<i32>(chosen + <usize>n * VALUE, 0)
    store<f32>(factors + <usize>n * VALUE, 0)
  }
}

function forward(layer: usize, scratch: usize, rows: i32, masks: usize, before: i32): void {
  const inputs = load<i32>(layer, INPUTS)
  const units = load<i32>(layer, UNITS)
  const weights = <usize>load<u32>(layer, WEIGHTS)
  const biases = weights + <usize>(inputs * units) * VALUE
  const input = scratch + load<u32>(layer, INPUT)
  const output = scratch + load<u32>(layer, OUTPUT)
  const pool = <usize>load<u32>(layer, MASKS)
  if (pool) {
    const from = load<i32>(masks + <usize>load<i32>(layer, MASK) * VALUE) + before
    product<Masked>(rows, inputs, units, input, weights, biases, output, pool + <usize>(from * units) * VALUE, 1)
  } else if (load<i32>(layer, RELU)) {
    product<Relued>(rows, inputs, units, input, weights, biases, output, 0, 1)
  } else {
    product<Plain>(rows, inputs, units, input, weights, biases, output, 0, 1)
  }
}

/**
 * The derivatives by the outputs of the layer below, to a place in scratch. Where an output is 0, relu or its mask let nothing
 * through.
 */
function backward(layer: usize, scratch: usize, rows: i32, place: usize): void {
  const inputs = load<i32>(layer, INPUTS)
  const units = load<i32>(layer, UNITS)
  const below = layer - LAYER
  const turned = <usize>load<u32>(layer, TURNED)
  const delta = scratch + load<u32>(layer, DELTA)
  const result = scratch + place
  if (load<i32>(below, RELU)) {
    const outputs = scratch + load<u32>(layer, INPUT)
    product<Gated>(rows, units, inputs, delta, turned, 0, result, outputs, load<f32>(below, KEPT))
  } else {
    product<Plain>(rows, units, inputs, delta, turned, 0, result, 0, 1)
  }
}

/**
 * Softmax and cross-entropy of the last layer's outputs: writes the derivatives, divided by the rows of the batch, and gives
 * the summed loss. Four rows at a time, one in each lane.
 */
function crossEntropy(table: usize, layer: usize, scratch: usize, rows: i32): f64 {
  const classes = load<i32>(table, CLASSES)
  const row = <usize>load<i32>(layer, UNITS) * VALUE
  const scores = scratch + load<u32>(table, SCORES)
  const share = f32x4.splat(load<f32>(table, SHARE))
  let chosen = scratch + load<u32>(table, CHOSEN)
  let factors = scratch + load<u32>(table, FACTORS)
  let from = scratch + load<u32>(layer, OUTPUT)
  let to = scratch + load<u32>(layer, DELTA)
  let loss = f64x2.splat(0)
  for (let n = 0; n < rows; n += 4) {
    const label = v128.load(chosen)
    const factor = v128.load(factors)
    const terms = f32x4.mul(softmaxOfFour(table, from, row, scores, classes, label), factor)
    loss = f64x2.add(loss, f64x2.promote_low_f32x4(terms))
    loss = f64x2.add(loss, f64x2.promote_low_f32x4(v128.shuffle<f64>(terms, terms, 1, 1)))
    const shared = f32x4.mul(factor, share)
    for (let k = 0; k < classes; k++) {
      const difference = f32x4.sub(v128.load(scores + <usize>k * 16), target(table, label, k))
      scatter(to + <usize>k * VALUE, row, withoutTiny(f32x4.mul(difference, shared)))
    }
    chosen += 16
    factors += 16
    from += 4 * row
    to += 4 * row
  }
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1)
}

function target(table: usize, label: v128, k: i32): v128 {
  return v128.bitselect(v128.load32_splat(table, HIGH), v128.load32_splat(table, LOW), i32x4.eq(label, i32x4.splat(k)))
}

/** The softmax of four rows into `scores` [classes, 4]; their cross-entropies as the result. */
function softmaxOfFour(table: usize, from: usize, row: usize, scores: usize, classes: i32, label: v128): v128 {
  let largest = gathered(from, row)
  v128.store(scores, largest)
  for (let k = 1; k < classes; k++) {
    const value = gathered(from + <usize>k * VALUE, row)
    v128.store(scores + <usize>k * 16, value)
    largest = f32x4.pmax(value, largest)
  }
  let sum = f32x4.splat(0)
  let expected = f32x4.splat(0)
  for (let k = 0; k < classes; k++) {
    const value = f32x4.sub(v128.load(scores + <usize>k * 16), largest)
    expected = f32x4.add(expected, f32x4.mul(value, target(table, label, k)))
    const power = exp(value)
    sum = f32x4.add(sum, power)
    v128.store(scores + <usize>k * 16, power)
  }
  for (let k = 0; k < classes; k++) {
    const at = scores + <usize>k * 16
    v128.store(at, f32x4.div(v128.load(at), sum))
  }
  return f32x4.sub(log(sum), expected)
}

function gathered(from: usize, row: usize): v128 {
  const third = from + 2 * row
  return f32x4(load<f32>(from), load<f32>(from + row), load<f32>(third), load<f32>(third + row))
}

function scatter(to: usize, row: usize, values: v128): void {
  const third = to + 2 * row
  store<f32>(to, f32x4.extract_lane(values, 0))
  store<f32>(to + row, f32x4.extract_lane(values, 1))
  store<f32>(third, f32x4.extract_lane(values, 2))
  store<f32>(third + row, f32x4.extract_lane(values, 3))
}
