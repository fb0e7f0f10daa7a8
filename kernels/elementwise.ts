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

/** `out[i]` becomes the distance from `low` up to `high` as a share of `whole`, in thousandths. */
export function distance(high: usize, low: usize, whole: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    write(out + at, f64x2.sub(v128.load(high + at), v128.load(low + at)), v128.load(whole + at))
  }
}

/** `out[i]` becomes the distance from the higher of two columns, the latter of them the whole, up to `high`. */
export function distanceAbove(high: usize, other: usize, whole: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const base = v128.load(whole + at)
    write(out + at, f64x2.sub(v128.load(high + at), f64x2.max(v128.load(other + at), base)), base)
  }
}

/** `out[i]` becomes the distance from `low` up to the lower of two columns, the latter of them the whole. */
export function distanceBelow(low: usize, other: usize, whole: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const base = v128.load(whole + at)
    write(out + at, f64x2.sub(f64x2.min(v128.load(other + at), base), v128.load(low + at)), base)
  }
}

function write(to: usize, distance: v128, whole: v128): void {
  v128.store(to, f64x2.mul(f64x2.div(distance, whole), f64x2.splat(1000)))
}

/** `out[i]` becomes the change from `means[i]`, or from `least` where that is zero, to `now[i]` as a share of the former. */
export function excess(now: usize, means: usize, out: usize, rows: i32, least: f64): void {
  const instead = f64x2.splat(least)
  const zero = f64x2.splat(0)
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const mean = v128.load(means + at)
    const from = v128.bitselect(instead, mean, f64x2.eq(mean, zero))
    v128.store(out + at, f64x2.div(f64x2.sub(v128.load(now + at), from), from))
  }
}

/** `out[i]` becomes the change from `before[i]` to `now[i]` as a share of the former, times a third column. */
export function changeTimes(before: usize, now: usize, factor: usize, out: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = (<usize>row) << 3
    const from = v128.load(before + at)
    const share = f64x2.div(f64x2.sub(v128.load(now + at), from), from)
    v128.store(out + at, f64x2.mul(share, v128.load(factor + at)))
  }
}
