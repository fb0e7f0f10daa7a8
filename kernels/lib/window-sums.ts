// Sums of windows by running sums on both sides of block borders; part of the kernels that import it. The same blocks and
// borders as the plain loop in src/indicators/rolling-sum.ts. Running sums advance by four values at a time: each needs only the sum before
// its four.

import { folded, PADDING, pairSums, reversed, running, second, VALUE } from './running-sums'

/**
 * Sums of the windows that end at the values `from … end − 1`, over `divisor`, written to `sums`. `border` is the first block
 * border, at or before `from`. `before` has room for `window` numbers with their padding.
 */
export function addWindows(
  values: usize,
  sums: usize,
  before: usize,
  border: i32,
  from: i32,
  end: i32,
  window: i32,
  divisor: f64,
): void {
  for (; border < end; border += window) {
    const base = values + <usize>(border * VALUE)
    const begin = max(border, from) - border
    const stop = min(window, end - border)
    addBackwards(base, window - stop, window - begin, before)
    addForwards(base, begin, stop, window, before, sums + (border - from) * VALUE, divisor)
  }
}

/** Entry `k` becomes the sum over the `k` values before the border, at least for k in `low … count − 1`. */
function addBackwards(base: usize, low: i32, count: i32, before: usize): void {
  const sums = before + <usize>(PADDING * VALUE)
  let sum = f64x2.splat(0)
  let back = 0
  store<f64>(sums, 0)
  for (; back + 4 < low; back += 4) {
    const near = reversed(v128.load(base - <usize>((back + 2) * VALUE)))
    const far = reversed(v128.load(base - <usize>((back + 4) * VALUE)))
    sum = f64x2.add(sum, folded(pairSums(near, far)))
  }
  for (; back + 1 < count; back += 4) {
    const near = running(reversed(v128.load(base - <usize>((back + 2) * VALUE))))
    const far = running(reversed(v128.load(base - <usize>((back + 4) * VALUE))))
    const at = sums + <usize>((back + 1) * VALUE)
    const last = f64x2.add(sum, f64x2.add(far, second(near)))
    v128.store(at, f64x2.add(sum, near))
    v128.store(at, last, 16)
    sum = second(last)
  }
}

/** Sums of the windows that end `begin … stop − 1` values after the border; `sums` count from the border. */
function addForwards(base: usize, begin: i32, stop: i32, window: i32, before: usize, sums: usize, divisor: f64): void {
  const over = f64x2.splat(divisor)
  // The sums of two windows lie beside each other, the later one's first.
  const earlier = before + <usize>((PADDING + window - 2) * VALUE)
  let sum = f64x2.splat(0)
  let ahead = 0
  for (; ahead + 4 <= begin; ahead += 4) {
    const at = base + <usize>(ahead * VALUE)
    sum = f64x2.add(sum, folded(pairSums(v128.load(at), v128.load(at, 16))))
  }
  for (; ahead < stop; ahead += 4) {
    const at = <usize>(ahead * VALUE)
    const near = running(v128.load(base + at))
    const last = f64x2.add(sum, f64x2.add(running(v128.load(base + at, 16)), second(near)))
    const rest = earlier - at
    v128.store(sums + at, f64x2.div(f64x2.add(f64x2.add(sum, near), reversed(v128.load(rest))), over))
    v128.store(sums + at, f64x2.div(f64x2.add(last, reversed(v128.load(rest - 16))), over), 16)
    sum = second(last)
  }
}
