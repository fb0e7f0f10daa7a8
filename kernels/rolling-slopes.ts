// AssemblyScript, compiled into src/indicators/rolling-slopes-wasm.ts by scripts/build-kernels.mjs.
//
// Slopes alone of rolling regressions, as shares of another column and in single precision: the sums are those of
// kernels/rolling-regression.ts. Short windows are added up row by row, four rows at a time.

import { first, PADDING, plusFour, reversed, running, second, sumBackwards, VALUE } from './lib/running-sums'
import { factorOf, shortProducts } from './lib/short-slopes'

export { invert } from './lib/inverses'

const SINGLE: i32 = 4
/** Longest window for which running sums do not pay. */
const SHORT: i32 = 16

/**
 * Slopes of the windows that end at the values `from … end − 1`, each times its row's inverse, written to `slopes`; the
 * inverses and the slopes begin at the row `from`. `border` is the first block border, at or before `from`. `sums` has room
 * for two arrays of `window` numbers with their padding.
 */
export function slope(
  values: usize,
  inverses: usize,
  slopes: usize,
  sums: usize,
  border: i32,
  from: i32,
  end: i32,
  window: i32,
): void {
  if (window <= SHORT) return slopeShort(values + <usize>(from * VALUE), inverses, slopes, end - from, window)
  for (; border < end; border += window) {
    const base = values + <usize>(border * VALUE)
    const begin = max(border, from) - border
    const stop = min(window, end - border)
    const out = border - from
    sumBackwards(base, window - stop, window - begin, sums, window)
    slopeBlock(base, begin, stop, window, sums, inverses + out * VALUE, slopes + out * SINGLE)
  }
}

/** Row by row: the first window ends at `last`. */
function slopeShort(last: usize, inverses: usize, slopes: usize, rows: i32, window: i32): void {
  const factor = f64x2.splat(factorOf(window))
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const near = f64x2.mul(shortProducts(last + at, window), factor)
    const far = f64x2.mul(shortProducts(last + at + 2 * VALUE, window), factor)
    write(slopes + <usize>(row * SINGLE), near, far, inverses + at)
  }
}

/** Four products with the inverses, in single precision. */
function write(to: usize, near: v128, far: v128, inverses: usize): void {
  const first = f32x4.demote_f64x2_zero(f64x2.mul(near, v128.load(inverses)))
  const last = f32x4.demote_f64x2_zero(f64x2.mul(far, v128.load(inverses, 16)))
  v128.store(to, v128.shuffle<f32>(first, last, 0, 1, 4, 5))
}

/** Slopes of the windows that end `begin … stop − 1` values after the border; inverses and slopes count from the border. */
function slopeBlock(
  base: usize,
  begin: i32,
  stop: i32,
  window: i32,
  sums: usize,
  inverses: usize,
  slopes: usize,
): void {
  const reference = f64x2.splat(load<f64>(base))
  const size = <f64>window
  const factor = f64x2.splat(factorOf(window))
  const half = f64x2.splat((size - 1) / 2)
  // The sums of two windows lie beside each other, the later one's first.
  const ys = sums + <usize>((PADDING + window - 2) * VALUE)
  const gap = <usize>((window + 2 * PADDING) * VALUE)
  const two = f64x2.splat(2)
  let both = f64x2.splat(0)
  let places = f64x2(0, 1)
  let ahead = 0
  for (; ahead + 4 <= begin; ahead += 4) {
    const near = f64x2.sub(v128.load(base + <usize>(ahead * VALUE)), reference)
    const far = f64x2.sub(v128.load(base + <usize>(ahead * VALUE), 16), reference)
    const farPlaces = f64x2.add(places, two)
    both = plusFour(both, near, far, places, farPlaces)
    places = f64x2.add(farPlaces, two)
  }
  let y = first(both)
  let xy = second(both)
  for (; ahead < stop; ahead += 4) {
    const at = <usize>(ahead * VALUE)
    const near = f64x2.sub(v128.load(base + at), reference)
    const far = f64x2.sub(v128.load(base + at, 16), reference)
    const farPlaces = f64x2.add(places, two)
    const nearY = running(near)
    const lastY = f64x2.add(y, f64x2.add(running(far), second(nearY)))
    const nearXY = running(f64x2.mul(near, places))
    const lastXY = f64x2.add(xy, f64x2.add(running(f64x2.mul(far, farPlaces)), second(nearXY)))
    const before = ys - at
    const nearSum = f64x2.add(f64x2.add(y, nearY), reversed(v128.load(before)))
    const farSum = f64x2.add(lastY, reversed(v128.load(before - 16)))
    const nearProducts = f64x2.add(f64x2.add(xy, nearXY), reversed(v128.load(before + gap)))
    const farProducts = f64x2.add(lastXY, reversed(v128.load(before + gap - 16)))
    const nearSlope = f64x2.sub(nearProducts, f64x2.mul(f64x2.sub(places, half), nearSum))
    const farSlope = f64x2.sub(farProducts, f64x2.mul(f64x2.sub(farPlaces, half), farSum))
    write(slopes + <usize>(ahead * SINGLE), f64x2.mul(nearSlope, factor), f64x2.mul(farSlope, factor), inverses + at)
    y = second(lastY)
    xy = second(lastXY)
    places = f64x2.add(farPlaces, two)
  }
}
