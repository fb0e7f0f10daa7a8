// AssemblyScript, compiled into src/indicators/elementwise-wasm.ts by scripts/build-kernels.mjs.
//
// Column functions without memory, two rows at a time; the same operations in the same order as their plain loops, so the
// same bits. They write up to one row beyond the last.

/** `out[i]` becomes the change from `before[i]` to `now[i]` as a share of the former. */
export function change(before: usize, now: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const from = v128.load(before + at)
    v128.store(out + at, f64x2.div(f64x2.sub(v128.load(now + at), from), from))
  }
}

/** `out[i]` becomes the mean of four columns. */
export function mean4(a: usize, b: usize, c: usize, d: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const sum = f64x2.add(
      f64x2.add(f64x2.add(v128.load(a + at), v128.load(b + at)), v128.load(c + at)),
      v128.load(d + at),
    )
    v128.store(out + at, f64x2.mul(sum, f64x2.splat(0.25)))
  }
}

/** `out[i]` becomes the quotient of two columns. */
export function quotient(dividend: usize, divisor: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    v128.store(out + at, f64x2.div(v128.load(dividend + at), v128.load(divisor + at)))
  }
}

/** `out[i]` becomes the quotient of two columns, `otherwise` where the divisor is zero. */
export function quotientOr(dividend: usize, divisor: usize, out: usize, rows: i32, otherwise: f64): void {
  const instead = f64x2.splat(otherwise)
  const zero = f64x2.splat(0)
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const base = v128.load(divisor + at)
    const ratio = f64x2.div(v128.load(dividend + at), base)
    v128.store(out + at, v128.bitselect(instead, ratio, f64x2.eq(base, zero)))
  }
}
