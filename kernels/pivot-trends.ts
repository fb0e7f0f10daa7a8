// AssemblyScript, compiled into src/indicators/pivot-trends-wasm.ts by scripts/build-kernels.mjs.
//
// Steps between means and slopes of lines, of one column of values and as shares of it, in single precision. Slopes of many
// windows share running sums that are counted from a block border: forwards from there, and backwards, negative, before it.
// So the sums of a window are the running sums at its end less those before its begin, on whichever side these lie.

import { VALUE } from './lib/running-sums'
import { factorOf, shortProducts } from './lib/short-slopes'

export { skipBackwards, skipForwards, sumBackwards, sumForwards, sumNone } from './lib/border-sums'

const SINGLE: i32 = 4

/** `out[i]` becomes the mean of four columns; up to one row more than asked for is written. */
export function pivot(open: usize, high: usize, low: usize, close: usize, out: usize, rows: i32): void {
  const quarter = f64x2.splat(0.25)
  for (let at: usize = 0, end = <usize>(rows * VALUE); at < end; at += 2 * VALUE) {
    const first = f64x2.add(v128.load(open + at), v128.load(high + at))
    const sum = f64x2.add(f64x2.add(first, v128.load(low + at)), v128.load(close + at))
    v128.store(out + at, f64x2.mul(sum, quarter))
  }
}

/** `inverses[i]` becomes 1 over `values[i]` in single precision; up to three more than `rows` are written. */
export function invert(values: usize, inverses: usize, rows: i32): void {
  const one = f64x2.splat(1)
  for (let row = 0; row < rows; row += 4) {
    const at = values + <usize>(row * VALUE)
    store4(inverses + <usize>(row * SINGLE), f64x2.div(one, v128.load(at)), f64x2.div(one, v128.load(at, 16)))
  }
}

/** Four numbers in single precision. */
function singles(near: v128, far: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(near), f32x4.demote_f64x2_zero(far), 0, 1, 4, 5)
}

function store4(to: usize, near: v128, far: v128): void {
  v128.store(to, singles(near, far))
}

/**
 * Changes between the means of successive windows that end at a row, `window`, 2 · `window`, … rows before it, times the
 * row's inverse: the latest change of all rows, then the one before, … in `out`, each `stride` numbers after the other.
 * `values` is the first row, with (`count` + 1) · `window` − 1 values before it. `work` has room for `count` · `window` values
 * more than there are rows, twice. Up to three rows more than asked for are read and written.
 */
export function steps(
  values: usize,
  inverses: usize,
  out: usize,
  work: usize,
  rows: i32,
  window: i32,
  count: i32,
  stride: i32,
): void {
  const before = (count - 1) * window
  const sums = work + <usize>(((rows + before + 11) & ~3) * SINGLE)
  const oldest = values - <usize>((before + 2 * window - 1) * VALUE)
  for (let at: usize = 0, end = <usize>((rows + before + window + 3) * VALUE); at < end; at += 2 * VALUE) {
    let value = oldest + at
    let sum = v128.load(value)
    for (let k = 1; k < window; k++) {
      value += VALUE
      sum = f64x2.add(sum, v128.load(value))
    }
    v128.store(sums + at, sum)
  }
  const over = f64x2.splat(1 / <f64>window)
  const gap = <usize>(window * VALUE)
  for (let row = 0; row < rows + before; row += 4) {
    const at = sums + <usize>(row * VALUE)
    const near = f64x2.sub(v128.load(at + gap), v128.load(at))
    const far = f64x2.sub(v128.load(at + gap, 16), v128.load(at, 16))
    store4(work + <usize>(row * SINGLE), f64x2.mul(near, over), f64x2.mul(far, over))
  }
  let change = work + <usize>(before * SINGLE)
  for (let k = 0; k < count; k++) {
    multiply(change, inverses, out, rows)
    change -= <usize>(window * SINGLE)
    out += <usize>(stride * SINGLE)
  }
}

/** Products in single precision. */
function multiply(a: usize, b: usize, out: usize, rows: i32): void {
  for (let at: usize = 0, end = <usize>(rows * SINGLE); at < end; at += 4 * SINGLE) {
    v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)))
  }
}

/** Slopes of the windows that end at each of `rows` rows, the first of them `last`, times the row's inverse. */
export function slopeShort(last: usize, inverses: usize, out: usize, rows: i32, window: i32): void {
  const factor = f64x2.splat(factorOf(window))
  for (let row = 0; row < rows; row += 4) {
    const value = last + <usize>(row * VALUE)
    const near = f64x2.mul(shortProducts(value, window), factor)
    const far = f64x2.mul(shortProducts(value + 2 * VALUE, window), factor)
    const at = <usize>(row * SINGLE)
    v128.store(out + at, f32x4.mul(singles(near, far), v128.load(inverses + at)))
  }
}

/**
 * Slopes of the windows that end at `rows` rows from `place` on, times the row's inverse. Values and sums are pointed to at their
 * border; inverses and slopes begin at the first row. Up to three rows more are read and written.
 */
export function slopes(
  values: usize,
  ys: usize,
  xys: usize,
  place: i32,
  inverses: usize,
  out: usize,
  rows: i32,
  window: i32,
): void {
  const at = <usize>(place * VALUE)
  slope(ys + at, xys + at, <f64>place, inverses, out, rows, window)
  if (mayBeFlat(values + at, rows, window)) flatten(values + at, out, rows, window)
}

function slope(ys: usize, xys: usize, place: f64, inverses: usize, out: usize, rows: i32, window: i32): void {
  const factor = f64x2.splat(factorOf(window))
  const two = f64x2.splat(2)
  const gap = <usize>(window * VALUE)
  let middles = f64x2.add(f64x2(0, 1), f64x2.splat(place - (<f64>window - 1) / 2))
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const nearY = f64x2.sub(v128.load(ys + at), v128.load(ys + at - gap))
    const farY = f64x2.sub(v128.load(ys + at, 16), v128.load(ys + at - gap, 16))
    const nearXY = f64x2.sub(v128.load(xys + at), v128.load(xys + at - gap))
    const farXY = f64x2.sub(v128.load(xys + at, 16), v128.load(xys + at - gap, 16))
    const near = f64x2.mul(f64x2.sub(nearXY, f64x2.mul(middles, nearY)), factor)
    middles = f64x2.add(middles, two)
    const far = f64x2.mul(f64x2.sub(farXY, f64x2.mul(middles, farY)), factor)
    middles = f64x2.add(middles, two)
    const to = <usize>(row * SINGLE)
    v128.store(out + to, f32x4.mul(singles(near, far), v128.load(inverses + to)))
  }
}

/** Whether a window that ends at one of the rows may hold one value only: of that, two of its values far apart are the same. */
function mayBeFlat(values: usize, rows: i32, window: i32): bool {
  const half = window >> 1
  const apart = <usize>((window - half) * VALUE)
  for (let row = 1 - window; row + window - half < rows; row += half) {
    const at = values + <usize>(row * VALUE)
    if (load<f64>(at) === load<f64>(at + apart)) return true
  }
  return false
}

/** Windows that hold one value only have the slope zero exactly, whatever sums from far away make of it. */
function flatten(values: usize, out: usize, rows: i32, window: i32): void {
  let same = 1
  while (same < window && load<f64>(values - <usize>(same * VALUE)) === load<f64>(values)) same++
  for (let row = 0; row < rows; row++) {
    const at = values + <usize>(row * VALUE)
    if (row > 0) same = load<f64>(at) === load<f64>(at - VALUE) ? same + 1 : 1
    if (same >= window) store<f32>(out + <usize>(row * SINGLE), 0)
  }
}
