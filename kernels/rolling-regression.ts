// AssemblyScript, compiled into src/indicators/rolling-regression-wasm.ts by scripts/build-kernels.mjs.
//
// The same blocks and borders as the plain loop in src/indicators/rolling-regression.ts. Running sums advance by four values at a time,
// counted from the border: each needs only the sum before its four, so the processor need not wait for every addition.

import { first, PADDING, plusFour, reversed, running, second, sumBackwards, VALUE } from './lib/running-sums'

/**
 * Lines of the windows that end at the values `from … end − 1`, written to `slopes` and `lasts`. `border` is the first
 * block border, at or before `from`. `sums` has room for two arrays of `window` numbers with their padding.
 */
export function regress(
  values: usize,
  slopes: usize,
  lasts: usize,
  sums: usize,
  border: i32,
  from: i32,
  end: i32,
  window: i32,
): void {
  for (; border < end; border += window) {
    const base = values + <usize>(border * VALUE)
    const begin = max(border, from) - border
    const stop = min(window, end - border)
    const out = (border - from) * VALUE
    sumBackwards(base, window - stop, window - begin, sums, window)
    regressBlock(base, begin, stop, window, sums, slopes + out, lasts + out)
  }
}

/** Lines of the windows that end `begin … stop − 1` values after the border; `slopes` and `lasts` count from the border. */
function regressBlock(base: usize, begin: i32, stop: i32, window: i32, sums: usize, slopes: usize, lasts: usize): void {
  const reference = f64x2.splat(load<f64>(base))
  const size = <f64>window
  const length = f64x2.splat(size)
  const squares = f64x2.splat((size * (size * size - 1)) / 12)
  const half = f64x2.splat((size - 1) / 2)
  // The sums of two windows lie beside each other, the later one's first.
  const ys = sums + <usize>((PADDING + window - 2) * VALUE)
  const gap = <usize>((window + 2 * PADDING) * VALUE)
  let both = f64x2.splat(0)
  let places = f64x2(0, 1)
  let ahead = 0
  for (; ahead + 4 <= begin; ahead += 4) {
    const near = f64x2.sub(v128.load(base + <usize>(ahead * VALUE)), reference)
    const far = f64x2.sub(v128.load(base + <usize>(ahead * VALUE), 16), reference)
    both = plusFour(both, near, far, places, f64x2.add(places, f64x2.splat(2)))
    places = f64x2.add(places, f64x2.splat(4))
  }
  let y = first(both)
  let xy = second(both)
  for (; ahead < stop; ahead += 4) {
    const at = <usize>(ahead * VALUE)
    const near = f64x2.sub(v128.load(base + at), reference)
    const far = f64x2.sub(v128.load(base + at, 16), reference)
    const farPlaces = f64x2.add(places, f64x2.splat(2))
    const nearY = running(near)
    const lastY = f64x2.add(y, f64x2.add(running(far), second(nearY)))
    const nearXY = running(f64x2.mul(near, places))
    const lastXY = f64x2.add(xy, f64x2.add(running(f64x2.mul(far, farPlaces)), second(nearXY)))
    for (let part = 0; part < 2; part++) {
      const place = part === 0 ? places : farPlaces
      const before = ys - at - <usize>(part * 2 * VALUE)
      const sumY = f64x2.add(part === 0 ? f64x2.add(y, nearY) : lastY, reversed(v128.load(before)))
      const sumXY = f64x2.add(part === 0 ? f64x2.add(xy, nearXY) : lastXY, reversed(v128.load(before + gap)))
      const slope = f64x2.div(f64x2.sub(sumXY, f64x2.mul(f64x2.sub(place, half), sumY)), squares)
      const result = at + <usize>(part * 2 * VALUE)
      v128.store(slopes + result, slope)
      v128.store(lasts + result, f64x2.add(f64x2.add(reference, f64x2.div(sumY, length)), f64x2.mul(slope, half)))
    }
    y = second(lastY)
    xy = second(lastXY)
    places = f64x2.add(places, f64x2.splat(4))
  }
}
