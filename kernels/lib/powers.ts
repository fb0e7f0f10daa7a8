// Powers, logarithms and what is made of them, four values at a time; part of kernels/dense-steps.ts.

import { plus } from './products'
import { withoutTiny } from './tiny-values'

/** e^x for x up to 0, to about one unit in the last place (Cephes); 0 where it is tiny. What is not a number stays so. */
export function exp(value: v128): v128 {
  const x = f32x4.pmax(value, f32x4.splat(-87))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)))
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  return withoutTiny(f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)))
}

/** The natural logarithm of x from 1, to about one unit in the last place (Cephes). What is not a number stays so. */
export function log(value: v128): v128 {
  // x = f · 2^e with f from √½ to below √2.
  const shifted = i32x4.sub(value, i32x4.splat(0x3f3504f3))
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23))
  const f = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3))
  const x = f32x4.sub(f, f32x4.splat(1))
  const square = f32x4.mul(x, x)
  let p = f32x4.splat(7.0376836292e-2)
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-1.151461031e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.167699874e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-1.2420140846e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.4249322787e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-1.6668057665e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(2.0000714765e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-2.4999993993e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(3.3333331174e-1))
  let result = f32x4.mul(f32x4.mul(x, square), p)
  result = f32x4.add(result, f32x4.mul(e, f32x4.splat(-2.1219444e-4)))
  result = f32x4.sub(result, f32x4.mul(f32x4.splat(0.5), square))
  result = f32x4.add(f32x4.add(x, result), f32x4.mul(e, f32x4.splat(0.693359375)))
  return v128.bitselect(value, result, f32x4.ne(value, value))
}

/** 1 / (1 + e^−x), to about one unit in the last place. What is not a number stays so. */
export function sigmoid(x: v128): v128 {
  const power = exp(f32x4.neg(f32x4.abs(x)))
  const one = f32x4.splat(1)
  const share = f32x4.div(one, f32x4.add(one, power))
  return v128.bitselect(f32x4.mul(power, share), share, f32x4.lt(x, f32x4.splat(0)))
}

/**
 * The hyperbolic tangent, to a few units in the last place: a quotient of polynomials (Eigen's), up to where the tangent is 1 in
 * single precision. What is not a number stays so.
 */
export function tanh(value: v128): v128 {
  const most = f32x4.splat(7.90531110763549805)
  const x = f32x4.pmax(f32x4.pmin(value, most), f32x4.neg(most))
  const square = f32x4.mul(x, x)
  let p = f32x4.splat(-2.76076847742355e-16)
  p = plus(f32x4.splat(2.00018790482477e-13), p, square)
  p = plus(f32x4.splat(-8.60467152213735e-11), p, square)
  p = plus(f32x4.splat(5.12229709037114e-8), p, square)
  p = plus(f32x4.splat(1.48572235717979e-5), p, square)
  p = plus(f32x4.splat(6.37261928875436e-4), p, square)
  p = plus(f32x4.splat(4.89352455891786e-3), p, square)
  let q = f32x4.splat(1.19825839466702e-6)
  q = plus(f32x4.splat(1.18534705686654e-4), q, square)
  q = plus(f32x4.splat(2.268434632439e-3), q, square)
  q = plus(f32x4.splat(4.89352518554385e-3), q, square)
  return f32x4.div(f32x4.mul(x, p), q)
}
