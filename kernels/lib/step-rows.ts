// The rows of a block, and what they bring to a gradient; part of kernels/dense-steps.ts.

import { productsOver } from './products'
import { DELTA, FEATURES, GRADIENT, HEAD, INPUT, INPUTS, MINUTES, UNITS, VALUE, WIDTH } from './step-table'

/** Copies the rows of a block; those beyond `size` become zeros. */
export function gather(table: usize, scratch: usize, rows: usize, size: i32, padded: i32): void {
  const features = <usize>load<u32>(table, FEATURES)
  const width = <usize>load<i32>(table, WIDTH) * VALUE
  const stride = (width + 15) & ~15
  let to = scratch + load<u32>(table + HEAD, INPUT)
  for (let n = 0; n < size; n++) {
    copyRow(to, features + <usize>load<u32>(rows + <usize>n * VALUE) * width, width)
    to += stride
  }
  memory.fill(to, 0, <usize>(padded - size) * stride)
}

/** Copies their windows, minute after minute. */
export function gatherWindows(table: usize, scratch: usize, rows: usize, size: i32, padded: i32): void {
  const features = <usize>load<u32>(table, FEATURES)
  const minutes = load<i32>(table, MINUTES)
  const width = <usize>load<i32>(table, WIDTH) * VALUE
  const stride = (width + 15) & ~15
  const step = <usize>padded * stride
  const begin = scratch + load<u32>(table + HEAD, INPUT)
  for (let n = 0; n < padded; n++) {
    let to = begin + <usize>n * stride
    if (n >= size) {
      for (let minute = 0; minute < minutes; minute++, to += step) memory.fill(to, 0, stride)
      continue
    }
    let from = features + <usize>(load<i32>(rows + <usize>n * VALUE) - minutes + 1) * width
    for (let minute = 0; minute < minutes; minute++, to += step, from += width) copyRow(to, from, width)
  }
}

function copyRow(to: usize, from: usize, width: usize): void {
  const whole = width & ~15
  let at: usize = 0
  for (; at < whole; at += 16) v128.store(to + at, v128.load(from + at))
  for (; at < width; at += VALUE) store<f32>(to + at, load<f32>(from + at))
}

/** What `count` of a layer's rows, from row `from` on, bring to its gradient: set if `anew`, else added. */
export function weightGradient(
  layer: usize,
  scratch: usize,
  from: i32,
  count: i32,
  gradients: usize,
  anew: bool,
): void {
  const xRow = <usize>load<i32>(layer, INPUTS) * VALUE
  const dRow = <usize>load<i32>(layer, UNITS) * VALUE
  const x = scratch + load<u32>(layer, INPUT) + <usize>from * xRow
  const d = scratch + load<u32>(layer, DELTA) + <usize>from * dRow
  productsOver(count, xRow, dRow, x, d, gradients + load<u32>(layer, GRADIENT), anew)
}
