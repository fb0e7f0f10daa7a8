// Products of matrices in single precision; part of kernels/dense-steps.ts. Rows are padded to four values.

import { VALUE } from './step-table'

// What becomes of a product. Types, so that each has loops of its own: which one it is, is known when they are compiled.
export type Plain = i8
export type Relued = i16
export type Masked = i32
export type Gated = i64
export type Added = v128

/** Four values of a result; pmax keeps what is not a number. */
function finished<Kind>(value: v128, beside: usize, factor: v128): v128 {
  if (sizeof<Kind>() === sizeof<Relued>()) return f32x4.pmax(value, f32x4.splat(0))
  if (sizeof<Kind>() === sizeof<Masked>()) return f32x4.mul(f32x4.pmax(value, f32x4.splat(0)), v128.load(beside))
  if (sizeof<Kind>() === sizeof<Gated>())
    return v128.and(f32x4.mul(value, factor), f32x4.gt(v128.load(beside), f32x4.splat(0)))
  if (sizeof<Kind>() === sizeof<Added>()) return f32x4.add(value, v128.load(beside))
  return value
}

/** `sum` + `a` · `b`, rounded once where the processor can: the bits are those of a type of processor. */
export function plus(sum: v128, a: v128, b: v128): v128 {
  return f32x4.relaxed_madd(a, b, sum)
}

/**
 * y [rows, O] = start [O] (0: zeros) + x [rows, I] · w [I, O], then what `Kind` says with `beside` and `factor`.
 * Rows are a multiple of four. Four rows by eight columns stay in registers, which they would not if the loop were unrolled here:
 * the compiler moves all loads of a turn to its beginning.
 */
export function product<Kind>(
  rows: i32,
  I: i32,
  O: i32,
  x: usize,
  w: usize,
  start: usize,
  y: usize,
  beside: usize,
  factor: f32,
): void {
  const xRow = <usize>I * VALUE
  const yRow = <usize>O * VALUE
  const factors = f32x4.splat(factor)
  const end = x + <usize>rows * xRow
  let column: usize = 0
  for (; column + 32 <= yRow; column += 32) {
    let begin0 = f32x4.splat(0)
    let begin1 = begin0
    if (start) {
      begin0 = v128.load(start + column)
      begin1 = v128.load(start + column, 16)
    }
    let to = y + column
    let other = beside + column
    for (let x0 = x; x0 < end;) {
      let x1 = x0 + xRow
      let x2 = x1 + xRow
      let x3 = x2 + xRow
      const stop = x1
      let a0 = begin0
      let a1 = begin1
      let b0 = begin0
      let b1 = begin1
      let c0 = begin0
      let c1 = begin1
      let d0 = begin0
      let d1 = begin1
      let from = w + column
      do {
        const w0 = v128.load(from)
        const w1 = v128.load(from, 16)
        let s = v128.load32_splat(x0)
        a0 = plus(a0, s, w0)
        a1 = plus(a1, s, w1)
        s = v128.load32_splat(x1)
        b0 = plus(b0, s, w0)
        b1 = plus(b1, s, w1)
        s = v128.load32_splat(x2)
        c0 = plus(c0, s, w0)
        c1 = plus(c1, s, w1)
        s = v128.load32_splat(x3)
        d0 = plus(d0, s, w0)
        d1 = plus(d1, s, w1)
        from += yRow
        x0 += 4
        x1 += 4
        x2 += 4
        x3 += 4
      } while (x0 < stop)
      x0 = x3
      v128.store(to, finished<Kind>(a0, other, factors))
      v128.store(to, finished<Kind>(a1, other + 16, factors), 16)
      to += yRow
      other += yRow
      v128.store(to, finished<Kind>(b0, other, factors))
      v128.store(to, finished<Kind>(b1, other + 16, factors), 16)
      to += yRow
      other += yRow
      v128.store(to, finished<Kind>(c0, other, factors))
      v128.store(to, finished<Kind>(c1, other + 16, factors), 16)
      to += yRow
      other += yRow
      v128.store(to, finished<Kind>(d0, other, factors))
      v128.store(to, finished<Kind>(d1, other + 16, factors), 16)
      to += yRow
      other += yRow
    }
  }
  if (column < yRow)
    narrowProduct<Kind>(
      xRow,
      yRow,
      x,
      end,
      w + column,
      start ? start + column : 0,
      y + column,
      beside + column,
      factors,
    )
}

/** The same for four columns: four rows, with two sums each, so that no addition waits for the one before. */
function narrowProduct<Kind>(
  xRow: usize,
  yRow: usize,
  x: usize,
  end: usize,
  w: usize,
  start: usize,
  y: usize,
  beside: usize,
  factors: v128,
): void {
  let begin = f32x4.splat(0)
  if (start) begin = v128.load(start)
  for (let x0 = x; x0 < end;) {
    let x1 = x0 + xRow
    let x2 = x1 + xRow
    let x3 = x2 + xRow
    const stop = x1
    let a0 = begin
    let b0 = begin
    let c0 = begin
    let d0 = begin
    let a1 = f32x4.splat(0)
    let b1 = a1
    let c1 = a1
    let d1 = a1
    let from = w
    do {
      let w0 = v128.load(from)
      a0 = plus(a0, v128.load32_splat(x0), w0)
      b0 = plus(b0, v128.load32_splat(x1), w0)
      c0 = plus(c0, v128.load32_splat(x2), w0)
      d0 = plus(d0, v128.load32_splat(x3), w0)
      from += yRow
      w0 = v128.load(from)
      a1 = plus(a1, v128.load32_splat(x0, 4), w0)
      b1 = plus(b1, v128.load32_splat(x1, 4), w0)
      c1 = plus(c1, v128.load32_splat(x2, 4), w0)
      d1 = plus(d1, v128.load32_splat(x3, 4), w0)
      from += yRow
      x0 += 8
      x1 += 8
      x2 += 8
      x3 += 8
    } while (x0 < stop)
    x0 = x3
    v128.store(y, finished<Kind>(f32x4.add(a0, a1), beside, factors))
    y += yRow
    beside += yRow
    v128.store(y, finished<Kind>(f32x4.add(b0, b1), beside, factors))
    y += yRow
    beside += yRow
    v128.store(y, finished<Kind>(f32x4.add(c0, c1), beside, factors))
    y += yRow
    beside += yRow
    v128.store(y, finished<Kind>(f32x4.add(d0, d1), beside, factors))
    y += yRow
    beside += yRow
  }
}

function put(address: usize, value: v128, anew: bool): void {
  v128.store(address, anew ? value : f32x4.add(v128.load(address), value))
}

/** x' · d [inputs, units] and the columns' sums of d [units]: set if `anew`, else added to what is there. Rows of bytes. */
export function productsOver(
  rows: i32,
  xRow: usize,
  dRow: usize,
  x: usize,
  d: usize,
  gradient: usize,
  anew: bool,
): void {
  const end = d + <usize>rows * dRow
  let column: usize = 0
  for (; column + 32 <= dRow; column += 32) {
    let to = gradient + column
    for (let input: usize = 0; input < xRow; input += 16) {
      let a0 = f32x4.splat(0)
      let a1 = a0
      let b0 = a0
      let b1 = a0
      let c0 = a0
      let c1 = a0
      let d0 = a0
      let d1 = a0
      let beside = x + input
      for (let from = d + column; from < end; from += dRow) {
        const left = v128.load(from)
        const right = v128.load(from, 16)
        let s = v128.load32_splat(beside)
        a0 = plus(a0, s, left)
        a1 = plus(a1, s, right)
        s = v128.load32_splat(beside, 4)
        b0 = plus(b0, s, left)
        b1 = plus(b1, s, right)
        s = v128.load32_splat(beside, 8)
        c0 = plus(c0, s, left)
        c1 = plus(c1, s, right)
        s = v128.load32_splat(beside, 12)
        d0 = plus(d0, s, left)
        d1 = plus(d1, s, right)
        beside += xRow
      }
      put(to, a0, anew)
      put(to + 16, a1, anew)
      to += dRow
      put(to, b0, anew)
      put(to + 16, b1, anew)
      to += dRow
      put(to, c0, anew)
      put(to + 16, c1, anew)
      to += dRow
      put(to, d0, anew)
      put(to + 16, d1, anew)
      to += dRow
    }
    let sum0 = f32x4.splat(0)
    let sum1 = sum0
    for (let from = d + column; from < end; from += dRow) {
      sum0 = f32x4.add(sum0, v128.load(from))
      sum1 = f32x4.add(sum1, v128.load(from, 16))
    }
    put(to, sum0, anew)
    put(to + 16, sum1, anew)
  }
  if (column < dRow) narrowGradient(xRow, dRow, x, d + column, end, gradient + column, anew)
}

/** The same for four columns. */
function narrowGradient(xRow: usize, dRow: usize, x: usize, d: usize, end: usize, to: usize, anew: bool): void {
  for (let input: usize = 0; input < xRow; input += 16) {
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let e = a
    let beside = x + input
    for (let from = d; from < end; from += dRow) {
      const left = v128.load(from)
      a = plus(a, v128.load32_splat(beside), left)
      b = plus(b, v128.load32_splat(beside, 4), left)
      c = plus(c, v128.load32_splat(beside, 8), left)
      e = plus(e, v128.load32_splat(beside, 12), left)
      beside += xRow
    }
    put(to, a, anew)
    to += dRow
    put(to, b, anew)
    to += dRow
    put(to, c, anew)
    to += dRow
    put(to, e, anew)
    to += dRow
  }
  let sum = f32x4.splat(0)
  for (let from = d; from < end; from += dRow) sum = f32x4.add(sum, v128.load(from))
  put(to, sum, anew)
}
