// Inverses of columns; part of the kernels that export it.

/** `inverses[i]` becomes 1 over `values[i]`; up to one more than `rows` are written. */
export function invert(values: usize, inverses: usize, rows: i32): void {
  const one = f64x2.splat(1)
  for (let at: usize = 0, end = (<usize>rows) << 3; at < end; at += 16) {
    v128.store(inverses + at, f64x2.div(one, v128.load(values + at)))
  }
}
