// AssemblyScript, compiled into src/indicators/rolling-median-wasm.ts by scripts/build-kernels.mjs.
//
// Medians of five by a network of least and greatest values, two windows at a time. Other windows are kept sorted: taking
// one value out and putting another in goes over all of it, two values at a time and without a branch. For windows of some
// dozens of values that is faster than finding the places.

const VALUE: i32 = 8

/** `medians[i]` becomes the median of the values `i … i + 4`. One more row may be read and written. */
export function five(values: usize, medians: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = values + <usize>(row * VALUE)
    const a = v128.load(at)
    const b = v128.load(at, VALUE)
    const c = v128.load(at, 2 * VALUE)
    const d = v128.load(at, 3 * VALUE)
    const e = v128.load(at, 4 * VALUE)
    const low = f64x2.pmax(f64x2.pmin(a, b), f64x2.pmin(c, d))
    const high = f64x2.pmin(f64x2.pmax(a, b), f64x2.pmax(c, d))
    const least = f64x2.pmin(low, high)
    const most = f64x2.pmax(low, high)
    v128.store(medians + <usize>(row * VALUE), f64x2.pmax(least, f64x2.pmin(most, e)))
  }
}

/**
 * `medians[i]` becomes the median of the values `i … i + window − 1`. `sorted` holds the first window in order, and after
 * it four times infinity; it is left as the last window in order.
 */
export function slide(values: usize, medians: usize, sorted: usize, rows: i32, window: i32): void {
  const upper = sorted + <usize>((window >> 1) * VALUE)
  const lower = sorted + <usize>(((window - 1) >> 1) * VALUE)
  for (let row = 0; row < rows; row++) {
    const at = <usize>(row * VALUE)
    if (row > 0) {
      replace(sorted, window, load<f64>(values + at - VALUE), load<f64>(values + at + <usize>((window - 1) * VALUE)))
    }
    store<f64>(medians + at, lower === upper ? load<f64>(upper) : (load<f64>(lower) + load<f64>(upper)) / 2)
  }
}

/** Without the first value that is not below `out` all later ones move down by one; then `added` goes where it belongs. */
function replace(sorted: usize, window: i32, out: f64, added: f64): void {
  const leaving = f64x2.splat(out)
  const coming = f64x2.splat(added)
  const end = sorted + <usize>(window * VALUE)
  let previous = f64x2.splat(-Infinity)
  for (let at = sorted; at < end; at += 2 * VALUE) {
    const here = v128.load(at)
    const left = v128.bitselect(here, v128.load(at, VALUE), f64x2.lt(here, leaving))
    const before = v128.shuffle<f64>(previous, left, 1, 2)
    v128.store(at, f64x2.pmax(before, f64x2.pmin(left, coming)))
    previous = left
  }
}
