// AssemblyScript, compiled into src/indicators/candle-changes-wasm.ts by scripts/build-kernels.mjs.
//
// Columns of candles as shares of a close, in single precision, four rows at a time: dividing is what takes longest, so all
// multiply by the same inverses. Up to three rows more than asked for are read and written.

export { invert } from './lib/inverses'
export { addWindows as add } from './lib/window-sums'

const VALUE: i32 = 8
const SINGLE: i32 = 4

/** `out[i]` becomes the change from `before[i]` to `now[i]` as a share of the former. */
export function change(now: usize, before: usize, inverses: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    store4(
      out,
      row,
      share(now + at, before + at, inverses + at),
      share(now + at + 16, before + at + 16, inverses + at + 16),
    )
  }
}

/** The same times a factor for each row. */
export function changeTimes(now: usize, before: usize, inverses: usize, factors: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const near = f64x2.mul(share(now + at, before + at, inverses + at), v128.load(factors + at))
    const later = at + 16
    store4(out, row, near, f64x2.mul(share(now + later, before + later, inverses + later), v128.load(factors + later)))
  }
}

/** The distance from `low` up to `high`, times the inverse of the whole. */
function share(high: usize, low: usize, inverses: usize): v128 {
  return f64x2.mul(f64x2.sub(v128.load(high), v128.load(low)), v128.load(inverses))
}

/** `out[i]` becomes the distance from `low` up to `high`, in thousandths of the close. */
export function height(high: usize, low: usize, inverses: usize, out: usize, rows: i32): void {
  const thousand = f64x2.splat(1000)
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const near = share(high + at, low + at, inverses + at)
    const far = share(high + at + 16, low + at + 16, inverses + at + 16)
    store4(out, row, f64x2.mul(near, thousand), f64x2.mul(far, thousand))
  }
}

/** `out[i]` becomes the distance from the higher of open and close up to `high`, in thousandths of the close. */
export function upper(high: usize, open: usize, close: usize, inverses: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const later = at + 16
    const near = f64x2.sub(v128.load(high + at), f64x2.max(v128.load(open + at), v128.load(close + at)))
    const far = f64x2.sub(v128.load(high + later), f64x2.max(v128.load(open + later), v128.load(close + later)))
    store4(out, row, thousandths(near, inverses + at), thousandths(far, inverses + later))
  }
}

/** `out[i]` becomes the distance from `low` up to the lower of open and close, in thousandths of the close. */
export function lower(low: usize, open: usize, close: usize, inverses: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const later = at + 16
    const near = f64x2.sub(f64x2.min(v128.load(open + at), v128.load(close + at)), v128.load(low + at))
    const far = f64x2.sub(f64x2.min(v128.load(open + later), v128.load(close + later)), v128.load(low + later))
    store4(out, row, thousandths(near, inverses + at), thousandths(far, inverses + later))
  }
}

function thousandths(distance: v128, inverses: usize): v128 {
  return f64x2.mul(f64x2.mul(distance, v128.load(inverses)), f64x2.splat(1000))
}

/** `excesses[i]` becomes the change from `means[i]`, or from `least` where that is zero, to `values[i]` as a share of the former. */
export function excess(values: usize, means: usize, excesses: usize, rows: i32, least: f64): void {
  const instead = f64x2.splat(least)
  const zero = f64x2.splat(0)
  for (let at: usize = 0, end = <usize>(rows * VALUE); at < end; at += 2 * VALUE) {
    const mean = v128.load(means + at)
    const from = v128.bitselect(instead, mean, f64x2.eq(mean, zero))
    v128.store(excesses + at, f64x2.div(f64x2.sub(v128.load(values + at), from), from))
  }
}

/** `out[i]` becomes `values[i]`. */
export function round(values: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 4) {
    const at = values + <usize>(row * VALUE)
    store4(out, row, v128.load(at), v128.load(at, 16))
  }
}

function store4(out: usize, row: i32, near: v128, far: v128): void {
  const first = f32x4.demote_f64x2_zero(near)
  v128.store(out + <usize>(row * SINGLE), v128.shuffle<f32>(first, f32x4.demote_f64x2_zero(far), 0, 1, 4, 5))
}
