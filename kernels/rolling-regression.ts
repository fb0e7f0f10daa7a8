// AssemblyScript, compiled into src/indicators/rolling-regression-wasm.ts by scripts/build-kernels.mjs.
//
// The same blocks and borders as src/indicators/rolling-regression-plain.ts. Running sums advance by four values at a time,
// counted from the border: each needs only the sum before its four, so the processor need not wait for every addition.

const VALUE: i32 = 8
/** Room before and after every array, for what is read and written beyond its ends and never used. */
const PADDING: i32 = 8

/**
 * Lines of the windows that end at the values `from … end − 1`, written to `slopes` and `lasts`. `border` is the first
 * block border, at or before `from`. `sums` has room for two arrays of `window` numbers with their padding.
 */
export function regress(
  values: usize,
  slopes: usize,
  lasts: usize,
  sums: usize,
  border: i32,
  from: i32,
  end: i32,
  window: i32,
): void {
  for (; border < end; border += window) {
    const base = values + <usize>(border * VALUE)
    const begin = max(border, from) - border
    const stop = min(window, end - border)
    const out = (border - from) * VALUE
    sumBackwards(base, window - stop, window - begin, sums, window)
    regressBlock(base, begin, stop, window, sums, slopes + out, lasts + out)
  }
}

/** Sums of two values each, of four in a row: (a₀ + a₁, b₀ + b₁). */
function pairSums(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3))
}

/** The sum of both in both lanes. */
function folded(a: v128): v128 {
  return f64x2.add(a, v128.shuffle<f64>(a, a, 1, 0))
}

/** (a₀, a₀ + a₁) */
function running(a: v128): v128 {
  return f64x2.add(a, v128.shuffle<f64>(f64x2.splat(0), a, 0, 2))
}

function second(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 1)
}

function reversed(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 0)
}

/** Entry `k` of both arrays becomes the sum over the `k` values before the border, at least for k in `low … count − 1`. */
function sumBackwards(base: usize, low: i32, count: i32, sums: usize, window: i32): void {
  const reference = f64x2.splat(load<f64>(base))
  const ys = sums + <usize>(PADDING * VALUE)
  const xys = ys + <usize>((window + 2 * PADDING) * VALUE)
  let y = f64x2.splat(0)
  let xy = f64x2.splat(0)
  let places = f64x2(-1, -2)
  let back = 0
  store<f64>(ys, 0)
  store<f64>(xys, 0)
  for (; back + 4 < low; back += 4) {
    const near = f64x2.sub(reversed(v128.load(base - <usize>((back + 2) * VALUE))), reference)
    const far = f64x2.sub(reversed(v128.load(base - <usize>((back + 4) * VALUE))), reference)
    const farPlaces = f64x2.sub(places, f64x2.splat(2))
    y = f64x2.add(y, folded(pairSums(near, far)))
    xy = f64x2.add(xy, folded(pairSums(f64x2.mul(near, places), f64x2.mul(far, farPlaces))))
    places = f64x2.sub(places, f64x2.splat(4))
  }
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

/** Lines of the windows that end `begin … stop − 1` values after the border; `slopes` and `lasts` count from the border. */
function regressBlock(base: usize, begin: i32, stop: i32, window: i32, sums: usize, slopes: usize, lasts: usize): void {
  const reference = f64x2.splat(load<f64>(base))
  const size = <f64>window
  const length = f64x2.splat(size)
  const squares = f64x2.splat((size * (size * size - 1)) / 12)
  const half = f64x2.splat((size - 1) / 2)
  // The sums of two windows lie beside each other, the later one's first.
  const ys = sums + <usize>((PADDING + window - 2) * VALUE)
  const gap = <usize>((window + 2 * PADDING) * VALUE)
  let y = f64x2.splat(0)
  let xy = f64x2.splat(0)
  let places = f64x2(0, 1)
  let ahead = 0
  for (; ahead + 4 <= begin; ahead += 4) {
    const near = f64x2.sub(v128.load(base + <usize>(ahead * VALUE)), reference)
    const far = f64x2.sub(v128.load(base + <usize>(ahead * VALUE), 16), reference)
    const farPlaces = f64x2.add(places, f64x2.splat(2))
    y = f64x2.add(y, folded(pairSums(near, far)))
    xy = f64x2.add(xy, folded(pairSums(f64x2.mul(near, places), f64x2.mul(far, farPlaces))))
    places = f64x2.add(places, f64x2.splat(4))
  }
  for (; ahead < stop; ahead += 4) {
    const at = <usize>(ahead * VALUE)
    const near = f64x2.sub(v128.load(base + at), reference)
    const far = f64x2.sub(v128.load(base + at, 16), reference)
    const farPlaces = f64x2.add(places, f64x2.splat(2))
    const nearY = running(near)
    const lastY = f64x2.add(y, f64x2.add(running(far), second(nearY)))
    const nearXY = running(f64x2.mul(near, places))
    const lastXY = f64x2.add(xy, f64x2.add(running(f64x2.mul(far, farPlaces)), second(nearXY)))
    for (let part = 0; part < 2; part++) {
      const place = part === 0 ? places : farPlaces
      const before = ys - at - <usize>(part * 2 * VALUE)
      const sumY = f64x2.add(part === 0 ? f64x2.add(y, nearY) : lastY, reversed(v128.load(before)))
      const sumXY = f64x2.add(part === 0 ? f64x2.add(xy, nearXY) : lastXY, reversed(v128.load(before + gap)))
      const slope = f64x2.div(f64x2.sub(sumXY, f64x2.mul(f64x2.sub(place, half), sumY)), squares)
      const result = at + <usize>(part * 2 * VALUE)
      v128.store(slopes + result, slope)
      v128.store(lasts + result, f64x2.add(f64x2.add(reference, f64x2.div(sumY, length)), f64x2.mul(slope, half)))
    }
    y = second(lastY)
    xy = second(lastXY)
    places = f64x2.add(places, f64x2.splat(4))
  }
}
