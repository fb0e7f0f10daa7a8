// Running sums of values, and of values times their places, on both sides of a border, kept at every place or skipped; part of
// the kernels that export them. All pointers are those of the border, place 0; values are counted from the one there.

import { plusFour, reversed, running, second, VALUE } from './running-sums'

/** The sums at place −1, where both directions start: none. */
export function sumNone(ys: usize, xys: usize): void {
  store<f64>(ys - VALUE, 0)
  store<f64>(xys - VALUE, 0)
}

/**
 * Running sums of values, and of values times their places, at the places `from … end − 1`, where `from` is a multiple of four
 * and the sums before it are there already. Up to three places more are written.
 */
export function sumForwards(values: usize, ys: usize, xys: usize, from: i32, end: i32): void {
  const reference = f64x2.splat(load<f64>(values))
  const two = f64x2.splat(2)
  let y = f64x2.splat(load<f64>(ys + <usize>(from * VALUE) - VALUE))
  let xy = f64x2.splat(load<f64>(xys + <usize>(from * VALUE) - VALUE))
  let places = f64x2.add(f64x2(0, 1), f64x2.splat(<f64>from))
  for (let place = from; place < end; place += 4) {
    const at = <usize>(place * VALUE)
    const near = f64x2.sub(v128.load(values + at), reference)
    const far = f64x2.sub(v128.load(values + at, 16), reference)
    const farPlaces = f64x2.add(places, two)
    const nearY = running(near)
    const lastY = f64x2.add(y, f64x2.add(running(far), second(nearY)))
    const nearXY = running(f64x2.mul(near, places))
    const lastXY = f64x2.add(xy, f64x2.add(running(f64x2.mul(far, farPlaces)), second(nearXY)))
    v128.store(ys + at, f64x2.add(y, nearY))
    v128.store(ys + at, lastY, 16)
    v128.store(xys + at, f64x2.add(xy, nearXY))
    v128.store(xys + at, lastXY, 16)
    y = second(lastY)
    xy = second(lastXY)
    places = f64x2.add(farPlaces, two)
  }
}

/** The same bits at the last of these places alone; `end` is a multiple of four too. */
export function skipForwards(values: usize, ys: usize, xys: usize, from: i32, end: i32): void {
  const reference = f64x2.splat(load<f64>(values))
  const two = f64x2.splat(2)
  const begin = <usize>(from * VALUE) - VALUE
  let sums = f64x2(load<f64>(ys + begin), load<f64>(xys + begin))
  let places = f64x2.add(f64x2(0, 1), f64x2.splat(<f64>from))
  for (let at = <usize>(from * VALUE), stop = <usize>(end * VALUE); at < stop; at += 4 * VALUE) {
    const near = f64x2.sub(v128.load(values + at), reference)
    const far = f64x2.sub(v128.load(values + at, 16), reference)
    const farPlaces = f64x2.add(places, two)
    sums = plusFour(sums, near, far, places, farPlaces)
    places = f64x2.add(farPlaces, two)
  }
  const last = <usize>(end * VALUE) - VALUE
  v128.store64_lane(ys + last, sums, 0)
  v128.store64_lane(xys + last, sums, 1)
}

/**
 * The same as `sumForwards` at the places −2 − `from` … −1 − `count`: less the values from there to the border, that one
 * excluded.
 */
export function sumBackwards(values: usize, ys: usize, xys: usize, from: i32, count: i32): void {
  const reference = f64x2.splat(load<f64>(values))
  const two = f64x2.splat(2)
  const begin = <usize>((from + 1) * VALUE)
  let y = f64x2.splat(load<f64>(ys - begin))
  let xy = f64x2.splat(load<f64>(xys - begin))
  let places = f64x2.sub(f64x2(-1, -2), f64x2.splat(<f64>from))
  for (let back = from; back < count; back += 4) {
    const value = values - <usize>((back + 4) * VALUE)
    const near = f64x2.sub(reference, reversed(v128.load(value, 16)))
    const far = f64x2.sub(reference, reversed(v128.load(value)))
    const farPlaces = f64x2.sub(places, two)
    const at = <usize>((back + 5) * VALUE)
    const nearY = running(near)
    const lastY = f64x2.add(y, f64x2.add(running(far), second(nearY)))
    const nearXY = running(f64x2.mul(near, places))
    const lastXY = f64x2.add(xy, f64x2.add(running(f64x2.mul(far, farPlaces)), second(nearXY)))
    v128.store(ys - at, reversed(f64x2.add(y, nearY)), 16)
    v128.store(ys - at, reversed(lastY))
    v128.store(xys - at, reversed(f64x2.add(xy, nearXY)), 16)
    v128.store(xys - at, reversed(lastXY))
    y = second(lastY)
    xy = second(lastXY)
    places = f64x2.sub(farPlaces, two)
  }
}

/** The same bits at the last of these places alone; `count` is a multiple of four too. */
export function skipBackwards(values: usize, ys: usize, xys: usize, from: i32, count: i32): void {
  const reference = f64x2.splat(load<f64>(values))
  const two = f64x2.splat(2)
  const begin = <usize>((from + 1) * VALUE)
  let sums = f64x2(load<f64>(ys - begin), load<f64>(xys - begin))
  let places = f64x2.sub(f64x2(-2, -1), f64x2.splat(<f64>from))
  for (let back = from; back < count; back += 4) {
    const value = values - <usize>((back + 4) * VALUE)
    const near = f64x2.sub(reference, v128.load(value, 16))
    const far = f64x2.sub(reference, v128.load(value))
    const farPlaces = f64x2.sub(places, two)
    sums = plusFour(sums, near, far, places, farPlaces)
    places = f64x2.sub(farPlaces, two)
  }
  const last = <usize>((count + 1) * VALUE)
  v128.store64_lane(ys - last, sums, 0)
  v128.store64_lane(xys - last, sums, 1)
}
