// A gated recurrent unit before dense layers; part of kernels/dense-steps.ts. In the table it is two layers: what the inputs
// bring to the gates and the candidate of all minutes, and what the state before brings to those of each. Their columns are those
// of update, reset and candidate. Scratch memory holds, minute after minute, for each row of a block: the inputs; the sums of the
// inputs, in whose place come update, reset and candidate, and on the way back the derivatives; the same of the states; the
// states, beginning with zeros.

import { sigmoid, tanh } from './powers'
import { product, Added, Plain } from './products'
import { weightGradient } from './step-rows'
import {
  DELTA,
  HEAD,
  INPUT,
  INPUTS,
  LAYER,
  MASK,
  MASKS,
  MINUTES,
  OUTPUT,
  STATE_DELTA,
  TURNED,
  UNITS,
  VALUE,
  WEIGHTS,
} from './step-table'
import { withoutTiny } from './tiny-values'

/** Rows of which the gradient is summed up at once, while they are in the first cache. */
const SUMMED: i32 = 64

/** All states of a block's rows, and what of the last ones the dense layers read: where there is a mask, what it keeps. */
export function recur(table: usize, scratch: usize, size: i32, rows: i32, masks: usize, before: i32): void {
  const minutes = load<i32>(table, MINUTES)
  const first = table + HEAD
  const second = first + LAYER
  const units = load<i32>(second, INPUTS)
  const row = <usize>units * VALUE
  const step = <usize>rows * row
  let sums = scratch + load<u32>(first, DELTA)
  let recalled = scratch + load<u32>(second, DELTA)
  let state = scratch + load<u32>(second, INPUT)
  layerSums(first, minutes * rows, scratch + load<u32>(first, INPUT), sums)
  memory.fill(state, 0, step)
  for (let minute = 0; minute < minutes; minute++) {
    layerSums(second, rows, state, recalled)
    nextState(rows, row, sums, recalled, state, state + step)
    state += step
    sums += 3 * step
    recalled += 3 * step
  }
  const output = scratch + load<u32>(second, OUTPUT)
  const mask = maskOf(second, row, masks, before)
  if (mask) multiply(output, state, mask, <usize>size * row)
  else memory.copy(output, state, <usize>size * row)
  memory.fill(output + <usize>size * row, 0, <usize>(rows - size) * row)
}

/** Biases and products of a layer. */
function layerSums(layer: usize, rows: i32, from: usize, to: usize): void {
  const inputs = load<i32>(layer, INPUTS)
  const units = load<i32>(layer, UNITS)
  const weights = <usize>load<u32>(layer, WEIGHTS)
  product<Plain>(rows, inputs, units, from, weights, weights + <usize>(inputs * units) * VALUE, to, 0, 1)
}

/** The first value of the state's mask for a row of a batch; 0 where nothing drops out. */
function maskOf(layer: usize, row: usize, masks: usize, before: i32): usize {
  const pool = <usize>load<u32>(layer, MASKS)
  if (!pool) return 0
  return pool + <usize>(load<i32>(masks + <usize>load<i32>(layer, MASK) * VALUE) + before) * row
}

function multiply(to: usize, a: usize, b: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f32x4.mul(v128.load(a + at), v128.load(b + at)))
}

/**
 * s' = n + z · (s − n) with update z = σ(·), reset r = σ(·) and candidate n = tanh(x + r · h), of rows of `row` bytes. z, r and
 * n stay in place of the inputs' sums, h where it was, among those of the state.
 */
function nextState(rows: i32, row: usize, sums: usize, recalled: usize, state: usize, next: usize): void {
  for (let end = next + <usize>rows * row; next < end;) {
    for (const stop = next + row; next < stop; next += 16, state += 16, sums += 16, recalled += 16) {
      const update = sigmoid(f32x4.add(v128.load(sums), v128.load(recalled)))
      const reset = sigmoid(f32x4.add(v128.load(sums + row), v128.load(recalled + row)))
      const candidate = tanh(f32x4.add(v128.load(sums + 2 * row), f32x4.mul(reset, v128.load(recalled + 2 * row))))
      v128.store(sums, update)
      v128.store(sums + row, reset)
      v128.store(sums + 2 * row, candidate)
      v128.store(next, f32x4.add(candidate, f32x4.mul(update, f32x4.sub(v128.load(state), candidate))))
    }
    sums += 2 * row
    recalled += 2 * row
  }
}

/** The gradient of both layers, from the derivatives by what the dense layers read of the last state. */
export function recurBack(
  table: usize,
  scratch: usize,
  size: i32,
  rows: i32,
  masks: usize,
  before: i32,
  gradient: usize,
  anew: bool,
): void {
  const minutes = load<i32>(table, MINUTES)
  const first = table + HEAD
  const second = first + LAYER
  const units = load<i32>(second, INPUTS)
  const row = <usize>units * VALUE
  const step = <usize>rows * row
  const sums = scratch + load<u32>(first, DELTA)
  const recalled = scratch + load<u32>(second, DELTA)
  const states = scratch + load<u32>(second, INPUT)
  const delta = scratch + load<u32>(table, STATE_DELTA)
  const turned = <usize>load<u32>(second, TURNED)
  const mask = maskOf(second, row, masks, before)
  if (mask) multiply(delta, delta, mask, <usize>size * row)
  const together = max(1, SUMMED / rows)
  let isFirst = anew
  for (let minute = minutes - 1; minute >= 0; minute--) {
    const at = <usize>minute * step
    stateBack(rows, row, sums + 3 * at, recalled + 3 * at, states + at, delta)
    if (minute > 0) product<Added>(rows, 3 * units, units, recalled + 3 * at, turned, 0, delta, delta, 1)
    if (minute % together !== 0) continue
    const count = min(together, minutes - minute) * rows
    weightGradient(first, scratch, minute * rows, count, gradient, isFirst)
    weightGradient(second, scratch, minute * rows, count, gradient, isFirst)
    isFirst = false
  }
}

/**
 * From the derivatives by s' those by the sums before σ and tanh, in place of z, r, n and of h; and the part of those by s that
 * does not go through these sums, in place of those by s'.
 */
function stateBack(rows: i32, row: usize, sums: usize, recalled: usize, state: usize, delta: usize): void {
  const one = f32x4.splat(1)
  for (let end = delta + <usize>rows * row; delta < end;) {
    for (const stop = delta + row; delta < stop; delta += 16, state += 16, sums += 16, recalled += 16) {
      const update = v128.load(sums)
      const reset = v128.load(sums + row)
      const candidate = v128.load(sums + 2 * row)
      const by = withoutTiny(v128.load(delta))
      const kept = f32x4.mul(by, update)
      const byTanh = f32x4.mul(f32x4.sub(by, kept), f32x4.sub(one, f32x4.mul(candidate, candidate)))
      const byCandidate = withoutTiny(byTanh)
      const stepped = f32x4.mul(by, f32x4.sub(v128.load(state), candidate))
      const byUpdate = withoutTiny(f32x4.mul(stepped, f32x4.mul(update, f32x4.sub(one, update))))
      const released = f32x4.mul(byCandidate, v128.load(recalled + 2 * row))
      const byReset = withoutTiny(f32x4.mul(released, f32x4.mul(reset, f32x4.sub(one, reset))))
      v128.store(sums, byUpdate)
      v128.store(sums + row, byReset)
      v128.store(sums + 2 * row, byCandidate)
      v128.store(recalled, byUpdate)
      v128.store(recalled + row, byReset)
      v128.store(recalled + 2 * row, withoutTiny(f32x4.mul(byCandidate, reset)))
      v128.store(delta, kept)
    }
    sums += 2 * row
    recalled += 2 * row
  }
}
