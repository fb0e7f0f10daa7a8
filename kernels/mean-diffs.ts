// AssemblyScript, compiled into src/indicators/mean-diffs-wasm.ts by scripts/build-kernels.mjs.

const VALUE: i32 = 8
const SINGLE: i32 = 4

/**
 * Changes between the means of successive windows that end at a row, `window`, 2 · `window`, … rows before it, as shares of
 * `whole[row]`: the latest change of all rows, then the one before, … in `steps`, each `stride` numbers after the other.
 * The values begin (`count` + 1) · `window` − 1 rows before the first row of `whole`. `work` has room for `count` · `window` values more
 * than there are rows. Up to three rows more than asked for are read and written.
 */
export function step(
  values: usize,
  whole: usize,
  steps: usize,
  work: usize,
  rows: i32,
  window: i32,
  count: i32,
  stride: i32,
): void {
  const changes = rows + (count - 1) * window
  const gap = <usize>(window * VALUE)
  const size = f64x2.splat(<f64>window)
  for (let at = work; at < work + <usize>((changes + window) * VALUE); at += 2 * VALUE) {
    let value = values + (at - work)
    let sum = v128.load(value)
    for (let k = 1; k < window; k++) {
      value += VALUE
      sum = f64x2.add(sum, v128.load(value))
    }
    v128.store(at, sum)
  }
  for (let at = work; at < work + <usize>(changes * VALUE); at += 2 * VALUE) {
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at + gap), v128.load(at)), size))
  }
  const one = f64x2.splat(1)
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * VALUE)
    const near = f64x2.div(one, v128.load(whole + at))
    const far = f64x2.div(one, v128.load(whole + at, 16))
    let out = steps + <usize>(row * SINGLE)
    let change = work + at + <usize>((count - 1) * window * VALUE)
    for (let k = 0; k < count; k++) {
      const first = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(change), near))
      const last = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(change, 16), far))
      v128.store(out, v128.shuffle<f32>(first, last, 0, 1, 4, 5))
      out += <usize>(stride * SINGLE)
      change -= gap
    }
  }
}
