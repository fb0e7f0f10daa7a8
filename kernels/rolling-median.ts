// AssemblyScript, compiled into src/indicators/rolling-median-wasm.ts by scripts/build-kernels.mjs.
//
// Medians of five by a network of least and greatest values, two windows at a time. Of other windows, groups that end at
// successive rows share most values: those come first, in order, and of them only as many around the middle are kept as the
// values still to come can push into it. Halves of the group take in what they share beside, and so on, until each window
// has had all its values and its middle is what is left. All is done for as many groups at a time as there are lanes, two of
// double or four of single precision (T), and without a branch on values.

const VALUE: i32 = 8
const SINGLE: i32 = 4
/** Bytes of the values of all lanes. */
const LANES: usize = 16

/** `medians[i]` becomes the median of the values `i … i + 4`. One more row may be read and written. */
export function five(values: usize, medians: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const at = values + <usize>(row * VALUE)
    const end = v128.load(at, 4 * VALUE)
    const median = medianOfFive<f64>(
      v128.load(at),
      v128.load(at, VALUE),
      v128.load(at, 2 * VALUE),
      v128.load(at, 3 * VALUE),
      end,
    )
    v128.store(medians + <usize>(row * VALUE), median)
  }
}

function medianOfFive<T>(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  const low = v128.pmax<T>(v128.pmin<T>(a, b), v128.pmin<T>(c, d))
  const high = v128.pmin<T>(v128.pmax<T>(a, b), v128.pmax<T>(c, d))
  return between<T>(v128.pmin<T>(low, high), v128.pmax<T>(low, high), e)
}

/** Windows of a group: as many as make the work for what they share about as much as for the rest; a power of two. */
function groupOf(window: i32): i32 {
  let group = 1
  while (2 * group <= min(window, window / 2 + 2)) group *= 2
  return group
}

/**
 * `medians[i]` becomes the median of the values `i … i + window − 1`. Up to 2 · `window` rows more may be read and written.
 * `work` has room for 24 · (`window` + 16) numbers.
 */
export function slide(values: usize, medians: usize, work: usize, rows: i32, window: i32): void {
  const group = groupOf(window)
  const apart = <usize>(group * VALUE)
  const lanes = work + <usize>group * LANES
  const count = <usize>(window + group - 1) * LANES
  for (let row = 0; row < rows; row += 2 * group) {
    const at = values + <usize>(row * VALUE)
    for (let to: usize = 0, from = at; to < count; to += LANES, from += VALUE) {
      v128.store(lanes + to, v128.load64_lane(from + apart, v128.load64_zero(from), 1))
    }
    mediansOf<f64>(lanes, work, group, window)
    const out = medians + <usize>(row * VALUE)
    for (let i = 0; i < group; i++) {
      const median = v128.load(work + <usize>i * LANES)
      v128.store64_lane(out + <usize>(i * VALUE), median, 0)
      v128.store64_lane(out + <usize>(i * VALUE) + apart, median, 1)
    }
  }
}

/**
 * `out[i]` becomes the median of the last five of the values `i … i + window − 1` over that of all, `otherwise` where the latter
 * is zero; all in single precision. Up to 4 · `window` + 16 rows more may be read and written. `work` has room for as many
 * numbers as there are values, with those, and for 24 · (`window` + 16) beside.
 */
export function ratioOfFive(values: usize, out: usize, work: usize, rows: i32, window: i32, otherwise: f32): void {
  const group = groupOf(window)
  const apart = <usize>(group * SINGLE)
  const lanes = work + <usize>group * LANES
  const count = <usize>(window + group - 1) * LANES
  const singles = work + <usize>(24 * (window + 16) * VALUE)
  for (let i = 0; i < rows + 4 * window + 16; i += 4) {
    const at = values + <usize>(i * VALUE)
    const near = f32x4.demote_f64x2_zero(v128.load(at))
    const far = f32x4.demote_f64x2_zero(v128.load(at, 16))
    v128.store(singles + <usize>(i * SINGLE), v128.shuffle<f32>(near, far, 0, 1, 4, 5))
  }
  for (let row = 0; row < rows; row += 4 * group) {
    for (let to: usize = 0, from = singles + <usize>(row * SINGLE); to < count; to += LANES, from += SINGLE) {
      const two = v128.load32_lane(from + apart, v128.load32_zero(from), 1)
      const three = v128.load32_lane(from + 2 * apart, two, 2)
      v128.store(lanes + to, v128.load32_lane(from + 3 * apart, three, 3))
    }
    mediansOf<f32>(lanes, work, group, window)
    const last = lanes + <usize>(window - 5) * LANES
    for (let i = 0; i < group; i++) {
      const at = <usize>i * LANES
      const ratio = ratioOr(shortMedian(last + at), v128.load(work + at), f32x4.splat(otherwise))
      const to = out + <usize>((row + i) * SINGLE)
      v128.store32_lane(to, ratio, 0)
      v128.store32_lane(to + apart, ratio, 1)
      v128.store32_lane(to + 2 * apart, ratio, 2)
      v128.store32_lane(to + 3 * apart, ratio, 3)
    }
  }
}

function shortMedian(at: usize): v128 {
  const end = v128.load(at, 64)
  return medianOfFive<f32>(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), end)
}

function ratioOr(short: v128, long: v128, otherwise: v128): v128 {
  return v128.bitselect(otherwise, f32x4.div(short, long), f32x4.eq(long, f32x4.splat(0)))
}

/**
 * Medians of a group of windows in each lane, of the values at `lanes`, written to `out`. After the values there is room for
 * half a window at every halving of the group.
 */
function mediansOf<T>(lanes: usize, out: usize, group: i32, window: i32): void {
  const known = lanes + <usize>(window + group - 1) * LANES
  const shared = window - group + 1
  const kept = take<T>(known, known, 0, 0, lanes + <usize>(group - 1) * LANES, shared, window)
  descend<T>(known, kept, shared, lanes, group, window, out)
}

/** Writes the medians of a group of windows, the first of which begins at `lanes`, of what is known of the values that they share. */
function descend<T>(known: usize, kept: i32, count: i32, lanes: usize, group: i32, window: i32, out: usize): void {
  if (group === 1) {
    const lower = v128.load(known)
    const middle = kept === 1 ? lower : v128.mul<T>(v128.add<T>(lower, v128.load(known, 16)), v128.splat<T>(<T>0.5))
    v128.store(out, middle)
    return
  }
  if (group === 8 && kept === 9) {
    fourOfNine<T>(known, lanes + 3 * LANES, lanes, window, out)
    fourOfNine<T>(known, lanes + <usize>window * LANES, lanes + 4 * LANES, window, out + 4 * LANES)
    return
  }
  const half = group >> 1
  const next = known + <usize>(window / 2 + 3) * LANES
  const earlier = take<T>(known, next, kept, count, lanes + <usize>(half - 1) * LANES, half, window)
  descend<T>(next, earlier, count + half, lanes, half, window, out)
  const later = take<T>(known, next, kept, count, lanes + <usize>window * LANES, half, window)
  const away = <usize>half * LANES
  descend<T>(next, later, count + half, lanes + away, half, window, out + away)
}

/**
 * What `descend` does for four windows of an even number of rows, of nine values known and four added; without loops, whose
 * ends cost more than what is in them.
 */
function fourOfNine<T>(known: usize, added: usize, lanes: usize, window: i32, out: usize): void {
  const k1 = v128.load(known, 16)
  const k2 = v128.load(known, 32)
  const k3 = v128.load(known, 48)
  const k4 = v128.load(known, 64)
  const k5 = v128.load(known, 80)
  const k6 = v128.load(known, 96)
  const k7 = v128.load(known, 112)
  const a = v128.load(added)
  const a1 = between<T>(k1, k2, a)
  const a2 = between<T>(k2, k3, a)
  const a3 = between<T>(k3, k4, a)
  const a4 = between<T>(k4, k5, a)
  const a5 = between<T>(k5, k6, a)
  const a6 = between<T>(k6, k7, a)
  const b = v128.load(added, 16)
  const b0 = between<T>(between<T>(v128.load(known), k1, a), a1, b)
  const b1 = between<T>(a1, a2, b)
  const b2 = between<T>(a2, a3, b)
  const b3 = between<T>(a3, a4, b)
  const b4 = between<T>(a4, a5, b)
  const b5 = between<T>(a5, a6, b)
  const b6 = between<T>(a6, between<T>(k7, v128.load(known, 128), a), b)
  const c = v128.load(added, 32)
  const c1 = between<T>(b1, b2, c)
  const c2 = between<T>(b2, b3, c)
  const c3 = between<T>(b3, b4, c)
  const c4 = between<T>(b4, b5, c)
  const d = v128.load(added, 48)
  const d0 = between<T>(between<T>(b0, b1, c), c1, d)
  const d1 = between<T>(c1, c2, d)
  const d2 = between<T>(c2, c3, d)
  const d3 = between<T>(c3, c4, d)
  const d4 = between<T>(c4, between<T>(b5, b6, c), d)
  const ends = lanes + <usize>window * LANES
  twoOfFive<T>(d0, d1, d2, d3, d4, lanes + LANES, lanes, ends, out)
  twoOfFive<T>(d0, d1, d2, d3, d4, ends, lanes + 2 * LANES, ends + 2 * LANES, out + 2 * LANES)
}

/** Two windows of five values known and two added, and then the window's own: the one before, and the one after the other. */
function twoOfFive<T>(
  k0: v128,
  k1: v128,
  k2: v128,
  k3: v128,
  k4: v128,
  added: usize,
  before: usize,
  after: usize,
  out: usize,
): void {
  const a = v128.load(added)
  const a1 = between<T>(k1, k2, a)
  const a2 = between<T>(k2, k3, a)
  const b = v128.load(added, 16)
  const low = between<T>(between<T>(k0, k1, a), a1, b)
  const middle = between<T>(a1, a2, b)
  const high = between<T>(a2, between<T>(k3, k4, a), b)
  const first = middleOf<T>(low, middle, high, v128.load(before))
  const second = middleOf<T>(low, middle, high, v128.load(after))
  v128.store(out, first)
  v128.store(out, second, 16)
}

/** Mean of the two in the middle of four values, three of them in order. */
function middleOf<T>(low: v128, middle: v128, high: v128, added: v128): v128 {
  return v128.mul<T>(
    v128.add<T>(between<T>(low, middle, added), between<T>(middle, high, added)),
    v128.splat<T>(<T>0.5),
  )
}

/**
 * Adds `more` values to `count` of which `kept` around the middle are there in order, at `known`, and writes what is to be
 * kept now to `to`: all, until half a window is known, and from then on one less for each. Returns how many there are.
 */
function take<T>(known: usize, to: usize, kept: i32, count: i32, values: usize, more: i32, window: i32): i32 {
  const end = values + <usize>more * LANES
  for (; values < end && count <= window >> 1; values += LANES) {
    insert<T>(known, to, kept, v128.load(values))
    known = to
    kept++
    count++
  }
  for (; values + 4 * LANES <= end; values += 4 * LANES) {
    narrow4<T>(known, to, kept, values)
    known = to
    kept -= 4
  }
  for (; values < end; values += LANES) {
    narrow<T>(known, to, kept, v128.load(values))
    known = to
    kept--
  }
  return kept
}

/** Writes `count` values in order and one more, in order. */
function insert<T>(from: usize, to: usize, count: i32, added: v128): void {
  let before = v128.splat<T>(<T>-Infinity)
  for (let at: usize = 0, end = <usize>count * LANES; at < end; at += LANES) {
    const here = v128.load(from + at)
    v128.store(to + at, between<T>(before, here, added))
    before = here
  }
  v128.store(to + <usize>count * LANES, v128.pmax<T>(before, added))
}

/** Writes `count` values in order and one more, without the first and the last of all. */
function narrow<T>(from: usize, to: usize, count: i32, added: v128): void {
  let before = v128.load(from)
  for (let at: usize = 0, end = <usize>(count - 1) * LANES; at < end; at += LANES) {
    const here = v128.load(from + at, 16)
    v128.store(to + at, between<T>(before, here, added))
    before = here
  }
}

/** `narrow` with four values, one after the other. */
function narrow4<T>(from: usize, to: usize, count: i32, added: usize): void {
  const a = v128.load(added)
  const b = v128.load(added, 16)
  const c = v128.load(added, 32)
  const d = v128.load(added, 48)
  let first = v128.load(from, 16)
  let second = between<T>(v128.load(from), first, a)
  let here = v128.load(from, 32)
  let next = between<T>(first, here, a)
  let third = between<T>(second, next, b)
  first = here
  second = next
  here = v128.load(from, 48)
  next = between<T>(first, here, a)
  first = here
  here = between<T>(second, next, b)
  second = next
  let fourth = between<T>(third, here, c)
  third = here
  for (let at: usize = 0, end = <usize>(count - 4) * LANES; at < end; at += LANES) {
    here = v128.load(from + at, 64)
    const withA = between<T>(first, here, a)
    const withB = between<T>(second, withA, b)
    const withC = between<T>(third, withB, c)
    v128.store(to + at, between<T>(fourth, withC, d))
    first = here
    second = withA
    third = withB
    fourth = withC
  }
}

/** `value`, or whichever of two limits in order it lies beyond. */
function between<T>(low: v128, high: v128, value: v128): v128 {
  return v128.pmax<T>(low, v128.pmin<T>(high, value))
}
