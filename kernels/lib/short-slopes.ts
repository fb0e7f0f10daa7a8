// Slopes of lines through few values, for which running sums do not pay; part of the kernels that import it.

import { VALUE } from './running-sums'

/** What a line's sum of products is multiplied with to become its slope a row. */
export function factorOf(window: i32): f64 {
  const size = <f64>window
  return 12 / (size * (size * size - 1))
}

/**
 * Sums of products of the windows that end at `last` and at the row after. Values equally far from the middle of a window
 * enter with their difference, so that of a flat one is zero exactly.
 */
export function shortProducts(last: usize, window: i32): v128 {
  let late = last
  let early = last - <usize>((window - 1) * VALUE)
  let sum = f64x2.splat(0)
  for (let place = (<f64>window - 1) / 2; place > 0; place--) {
    const difference = f64x2.sub(v128.load(late), v128.load(early))
    sum = f64x2.add(sum, f64x2.mul(f64x2.splat(place), difference))
    late -= VALUE
    early += VALUE
  }
  return sum
}
