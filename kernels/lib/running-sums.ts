// Running sums of values, four at a time, on both sides of a block border; part of the kernels that import it.

export const VALUE: i32 = 8
/** Room before and after every array, for what is read and written beyond its ends and never used. */
export const PADDING: i32 = 8

/** Sums of two values each, of four in a row: (a₀ + a₁, b₀ + b₁). */
export function pairSums(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3))
}

/** The sum of both in both lanes. */
export function folded(a: v128): v128 {
  return f64x2.add(a, v128.shuffle<f64>(a, a, 1, 0))
}

/** Adds four values to the sums (of values, of values times their places). */
export function plusFour(sums: v128, near: v128, far: v128, nearPlaces: v128, farPlaces: v128): v128 {
  return f64x2.add(
    sums,
    pairSums(pairSums(near, far), pairSums(f64x2.mul(near, nearPlaces), f64x2.mul(far, farPlaces))),
  )
}

/** (a₀, a₀ + a₁) */
export function running(a: v128): v128 {
  return f64x2.add(a, v128.shuffle<f64>(f64x2.splat(0), a, 0, 2))
}

export function first(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 0, 0)
}

export function second(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 1)
}

export function reversed(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 0)
}

/** Entry `k` of both arrays becomes the sum over the `k` values before the border, at least for k in `low … count − 1`. */
export function sumBackwards(base: usize, low: i32, count: i32, before: usize, window: i32): void {
  const reference = f64x2.splat(load<f64>(base))
  const ys = before + <usize>(PADDING * VALUE)
  const xys = ys + <usize>((window + 2 * PADDING) * VALUE)
  let sums = f64x2.splat(0)
  let places = f64x2(-1, -2)
  let back = 0
  store<f64>(ys, 0)
  store<f64>(xys, 0)
  for (; back + 4 < low; back += 4) {
    const near = f64x2.sub(reversed(v128.load(base - <usize>((back + 2) * VALUE))), reference)
    const far = f64x2.sub(reversed(v128.load(base - <usize>((back + 4) * VALUE))), reference)
    sums = plusFour(sums, near, far, places, f64x2.sub(places, f64x2.splat(2)))
    places = f64x2.sub(places, f64x2.splat(4))
  }
  let y = first(sums)
  let xy = second(sums)
  for (; back + 1 < count; back += 4) {
    const near = f64x2.sub(reversed(v128.load(base - <usize>((back + 2) * VALUE))), reference)
    const far = f64x2.sub(reversed(v128.load(base - <usize>((back + 4) * VALUE))), reference)
    const farPlaces = f64x2.sub(places, f64x2.splat(2))
    const at = <usize>((back + 1) * VALUE)
    const nearY = running(near)
    const lastY = f64x2.add(y, f64x2.add(running(far), second(nearY)))
    v128.store(ys + at, f64x2.add(y, nearY))
    v128.store(ys + at, lastY, 16)
    const nearXY = running(f64x2.mul(near, places))
    const lastXY = f64x2.add(xy, f64x2.add(running(f64x2.mul(far, farPlaces)), second(nearXY)))
    v128.store(xys + at, f64x2.add(xy, nearXY))
    v128.store(xys + at, lastXY, 16)
    y = second(lastY)
    xy = second(lastXY)
    places = f64x2.sub(places, f64x2.splat(4))
  }
}
