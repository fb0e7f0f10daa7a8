// AssemblyScript, compiled into src/indicators/rolling-median-wasm.ts by scripts/build-kernels.mjs.
//
// Medians of five by a network of least and greatest values, two windows at a time. Of other windows, groups that end at
// successive rows share most values: those come first, in order, and of them only as many around the middle are kept as the
// values still to come can push into it. Halves of the group take in what they share beside, and so on, until each window
// has had all its values and its middle is what is left. All is done for two groups at a time, and without a branch on values.

const VALUE: i32 = 8
/** Bytes of the values of two groups. */
const PAIR: usize = 16

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

/** Windows of a group: as many as make the work for what they share about as much as for the rest; a power of two. */
function groupOf(window: i32): i32 {
  let group = 1
  while (2 * group <= min(window, window / 2 + 2)) group *= 2
  return group
}

/**
 * `medians[i]` becomes the median of the values `i … i + window − 1`. Up to 2 · `window` rows more may be read and written.
 * `work` has room for 8 · `window` + 64 numbers and as many again for each time that `window` can be halved.
 */
export function slide(values: usize, medians: usize, work: usize, rows: i32, window: i32): void {
  const group = groupOf(window)
  const apart = <usize>(group * VALUE)
  const pairs = window + group - 1
  const known = work + <usize>pairs * PAIR
  const shared = window - group + 1
  for (let row = 0; row < rows; row += 2 * group) {
    const at = values + <usize>(row * VALUE)
    for (let i = 0; i < pairs; i++) {
      const value = at + <usize>(i * VALUE)
      v128.store(work + <usize>i * PAIR, v128.load64_lane(value + apart, v128.load64_zero(value), 1))
    }
    const kept = take(known, known, 0, 0, work + <usize>(group - 1) * PAIR, shared, window)
    descend(known, kept, shared, work, group, window, medians + <usize>(row * VALUE), apart)
  }
}

/** Writes the medians of a group of windows, the first of which begins at `pairs`, of what is known of the values that they share. */
function descend(
  known: usize,
  kept: i32,
  count: i32,
  pairs: usize,
  group: i32,
  window: i32,
  medians: usize,
  apart: usize,
): void {
  if (group === 1) {
    const lower = v128.load(known)
    const middle = kept === 1 ? lower : f64x2.mul(f64x2.add(lower, v128.load(known, 16)), f64x2.splat(0.5))
    v128.store64_lane(medians, middle, 0)
    v128.store64_lane(medians + apart, middle, 1)
    return
  }
  if (group === 8 && kept === 9) {
    fourOfNine(known, pairs + 3 * PAIR, pairs, window, medians, apart)
    fourOfNine(known, pairs + <usize>window * PAIR, pairs + 4 * PAIR, window, medians + 4 * VALUE, apart)
    return
  }
  const half = group >> 1
  const next = known + <usize>(window / 2 + 3) * PAIR
  const earlier = take(known, next, kept, count, pairs + <usize>(half - 1) * PAIR, half, window)
  descend(next, earlier, count + half, pairs, half, window, medians, apart)
  const later = take(known, next, kept, count, pairs + <usize>window * PAIR, half, window)
  const away = <usize>half
  descend(next, later, count + half, pairs + away * PAIR, half, window, medians + away * VALUE, apart)
}

/**
 * What `descend` does for four windows of an even number of rows, of nine values known and four added; without loops, whose
 * ends cost more than what is in them.
 */
function fourOfNine(known: usize, added: usize, pairs: usize, window: i32, medians: usize, apart: usize): void {
  const k1 = v128.load(known, 16)
  const k2 = v128.load(known, 32)
  const k3 = v128.load(known, 48)
  const k4 = v128.load(known, 64)
  const k5 = v128.load(known, 80)
  const k6 = v128.load(known, 96)
  const k7 = v128.load(known, 112)
  const a = v128.load(added)
  const a1 = between(k1, k2, a)
  const a2 = between(k2, k3, a)
  const a3 = between(k3, k4, a)
  const a4 = between(k4, k5, a)
  const a5 = between(k5, k6, a)
  const a6 = between(k6, k7, a)
  const b = v128.load(added, 16)
  const b0 = between(between(v128.load(known), k1, a), a1, b)
  const b1 = between(a1, a2, b)
  const b2 = between(a2, a3, b)
  const b3 = between(a3, a4, b)
  const b4 = between(a4, a5, b)
  const b5 = between(a5, a6, b)
  const b6 = between(a6, between(k7, v128.load(known, 128), a), b)
  const c = v128.load(added, 32)
  const c1 = between(b1, b2, c)
  const c2 = between(b2, b3, c)
  const c3 = between(b3, b4, c)
  const c4 = between(b4, b5, c)
  const d = v128.load(added, 48)
  const d0 = between(between(b0, b1, c), c1, d)
  const d1 = between(c1, c2, d)
  const d2 = between(c2, c3, d)
  const d3 = between(c3, c4, d)
  const d4 = between(c4, between(b5, b6, c), d)
  const ends = pairs + <usize>window * PAIR
  twoOfFive(d0, d1, d2, d3, d4, pairs + PAIR, pairs, ends, medians, apart)
  twoOfFive(d0, d1, d2, d3, d4, ends, pairs + 2 * PAIR, ends + 2 * PAIR, medians + 2 * VALUE, apart)
}

/** Two windows of five values known and two added, and then the window's own: the one before, and the one after the other. */
function twoOfFive(
  k0: v128,
  k1: v128,
  k2: v128,
  k3: v128,
  k4: v128,
  added: usize,
  before: usize,
  after: usize,
  medians: usize,
  apart: usize,
): void {
  const a = v128.load(added)
  const a1 = between(k1, k2, a)
  const a2 = between(k2, k3, a)
  const b = v128.load(added, 16)
  const low = between(between(k0, k1, a), a1, b)
  const middle = between(a1, a2, b)
  const high = between(a2, between(k3, k4, a), b)
  const first = middleOf(low, middle, high, v128.load(before))
  const second = middleOf(low, middle, high, v128.load(after))
  v128.store(medians, v128.shuffle<f64>(first, second, 0, 2))
  v128.store(medians + apart, v128.shuffle<f64>(first, second, 1, 3))
}

/** Mean of the two in the middle of four values, three of them in order. */
function middleOf(low: v128, middle: v128, high: v128, added: v128): v128 {
  return f64x2.mul(f64x2.add(between(low, middle, added), between(middle, high, added)), f64x2.splat(0.5))
}

/**
 * Adds `more` values to `count` of which `kept` around the middle are there in order, at `known`, and writes what is to be
 * kept now to `to`: all, until half a window is known, and from then on one less for each. Returns how many there are.
 */
function take(known: usize, to: usize, kept: i32, count: i32, values: usize, more: i32, window: i32): i32 {
  const end = values + <usize>more * PAIR
  for (; values < end && count <= window >> 1; values += PAIR) {
    insert(known, to, kept, v128.load(values))
    known = to
    kept++
    count++
  }
  for (; values + 4 * PAIR <= end; values += 4 * PAIR) {
    narrow4(known, to, kept, values)
    known = to
    kept -= 4
  }
  for (; values < end; values += PAIR) {
    narrow(known, to, kept, v128.load(values))
    known = to
    kept--
  }
  return kept
}

/** Writes `count` values in order and one more, in order. */
function insert(from: usize, to: usize, count: i32, added: v128): void {
  let before = f64x2.splat(-Infinity)
  for (let at: usize = 0, end = <usize>count * PAIR; at < end; at += PAIR) {
    const here = v128.load(from + at)
    v128.store(to + at, between(before, here, added))
    before = here
  }
  v128.store(to + <usize>count * PAIR, f64x2.pmax(before, added))
}

/** Writes `count` values in order and one more, without the first and the last of all. */
function narrow(from: usize, to: usize, count: i32, added: v128): void {
  let before = v128.load(from)
  for (let at: usize = 0, end = <usize>(count - 1) * PAIR; at < end; at += PAIR) {
    const here = v128.load(from + at, 16)
    v128.store(to + at, between(before, here, added))
    before = here
  }
}

/** `narrow` with four values, one after the other. */
function narrow4(from: usize, to: usize, count: i32, added: usize): void {
  const a = v128.load(added)
  const b = v128.load(added, 16)
  const c = v128.load(added, 32)
  const d = v128.load(added, 48)
  let first = v128.load(from, 16)
  let second = between(v128.load(from), first, a)
  let here = v128.load(from, 32)
  let next = between(first, here, a)
  let third = between(second, next, b)
  first = here
  second = next
  here = v128.load(from, 48)
  next = between(first, here, a)
  first = here
  here = between(second, next, b)
  second = next
  let fourth = between(third, here, c)
  third = here
  for (let at: usize = 0, end = <usize>(count - 4) * PAIR; at < end; at += PAIR) {
    here = v128.load(from + at, 64)
    const withA = between(first, here, a)
    const withB = between(second, withA, b)
    const withC = between(third, withB, c)
    v128.store(to + at, between(fourth, withC, d))
    first = here
    second = withA
    third = withB
    fourth = withC
  }
}

/** `value`, or whichever of two limits in order it lies beyond. */
function between(low: v128, high: v128, value: v128): v128 {
  return f64x2.pmax(low, f64x2.pmin(high, value))
}
