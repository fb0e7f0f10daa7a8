// AssemblyScript, compiled into src/targets/first-barrier-touch-wasm.ts by scripts/build-kernels.mjs.
//
// The least and the greatest value ahead tell nearly always what a row has begun: eight rows at once, as steps on a scale of
// 15 bits and with a margin for its error. Where the margin or the order of two crossings decides, the row is looked at
// value by value, as src/targets/first-barrier-touch-plain.ts does.

const VALUE: i32 = 8
const STEP: i32 = 2
/** Rows that share a scale and whose extremes are kept at a time: they stay in the processor's nearest cache. */
const TILE: i32 = 2048
/** Steps of the scale. */
const STEPS: f64 = 32768
/** The finest step, as a share of the least value: finer ones would tell the doubtful rows no better. */
const FINEST: f64 = 1e-7
/** A number whose last bit counts ones: added to a value in steps, it leaves them as an integer in its low bits. */
const ONES: f64 = 4503599627370496
/**
 * More than the error of a comparison in steps: half a step for either value, half for the limit of the lowest value on the
 * scale, and a whole one for what is added to it.
 */
const MARGIN: f64 = 3
/** Limits further away than this are looked at value by value, and so are fewer values ahead. */
const FURTHEST: f64 = 0.5
const FEWEST: i32 = 16
/** Bytes for what a loop needs in every round. */
const CONSTANTS: usize = 9 * 16

/** The scale of a tile: a value is at step `value * perValue - origin`. */
let perValue: f64 = 0
let origin: f64 = 0

/**
 * For every row `i`, with the value before it at `values[i]` and its own at `values[i + 1]`: `crossings[i]` becomes `none`,
 * `rise` or `fall`. `ahead` further values are there after the last row's own, and 8 more that are never used, but should be
 * like them; the crossings have room for as many. `work` has room for three 16-bit numbers for each row of a tile, for twice
 * those ahead of it, and for 128 more.
 */
export function cross(
  values: usize,
  crossings: usize,
  work: usize,
  rows: i32,
  ahead: i32,
  down: f64,
  up: f64,
  none: i32,
  rise: i32,
  fall: i32,
): void {
  const near = down <= 0 && down > -FURTHEST && up >= 0 && up < FURTHEST && ahead + 1 >= FEWEST
  const steps = work + CONSTANTS
  for (let row = 0; row < rows; row += TILE) {
    const count = min(TILE, rows - row)
    const from = values + <usize>(row * VALUE)
    const to = crossings + <usize>row
    if (near && scaleTile(from, steps, count + ahead + 1, ahead)) {
      crossTile(from, to, steps, count, ahead, down, up, none, rise, fall)
    } else for (let i = 0; i < count; i++) settle(from, to, i, ahead, down, up, none, rise, fall)
  }
}

/** Writes a tile's values in steps, and their extremes; false where they do not fit on one scale. */
function scaleTile(values: usize, steps: usize, length: i32, ahead: i32): bool {
  // Few values nearly always tell where all of them are.
  chooseScale(values, length, 16, 0.25)
  if (spread16(values, steps, length, ahead)) return true
  chooseScale(values, length, 2, 0)
  return spread16(values, steps, length, ahead)
}

/** A scale for two of every `stride` values, with room for a `share` of their range on either side. */
function chooseScale(values: usize, length: i32, stride: i32, share: f64): void {
  let lows = v128.load(values)
  let highs = lows
  for (let k = stride; k < length; k += stride) {
    const two = v128.load(values + <usize>(k * VALUE))
    lows = f64x2.pmin(lows, two)
    highs = f64x2.pmax(highs, two)
  }
  const low = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1))
  const high = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1))
  const room = (high - low) * share
  perValue = 1 / max((high - low + 2 * room) / (STEPS - 4), low * FINEST)
  // At least 1, so that only positive values are on the scale.
  origin = max(1, floor((low - room) * perValue) - 1)
}

/** Bytes between the steps and their least values, and between these and the greatest. */
function roomFor(ahead: i32): usize {
  return <usize>((TILE + 2 * ahead + 64) * STEP)
}

/**
 * Writes the values in steps, and the extremes over 16 of them from each on, as far as there are so many. From the end to the
 * beginning, so that the extremes of those behind are at hand. False where a value is not on the scale.
 */
function spread16(values: usize, steps: usize, length: i32, ahead: i32): bool {
  const lows = steps + roomFor(ahead)
  const highs = lows + roomFor(ahead)
  const scale = once(steps, 0, f64x2.splat(perValue))
  const shift = once(steps, 1, f64x2.splat(ONES - origin))
  let used = i64x2.splat(0)
  let next = i16x8.splat(0)
  let nextLow2 = next
  let nextHigh2 = next
  let nextLow4 = next
  let nextHigh4 = next
  let nextLow8 = next
  let nextHigh8 = next
  for (let k = (length - 1) & ~7; k >= 0; k -= 8) {
    const from = values + <usize>(k * VALUE)
    const a = f64x2.add(f64x2.mul(v128.load(from), scale), shift)
    const b = f64x2.add(f64x2.mul(v128.load(from, 2 * VALUE), scale), shift)
    const c = f64x2.add(f64x2.mul(v128.load(from, 4 * VALUE), scale), shift)
    const d = f64x2.add(f64x2.mul(v128.load(from, 6 * VALUE), scale), shift)
    used = v128.or(used, v128.or(v128.or(a, b), v128.or(c, d)))
    const near = v128.shuffle<i32>(a, b, 0, 2, 4, 6)
    const far = v128.shuffle<i32>(c, d, 0, 2, 4, 6)
    const eight = i16x8.narrow_i32x4_s(near, far)

    const second = v128.shuffle<i16>(eight, next, 1, 2, 3, 4, 5, 6, 7, 8)
    const low2 = i16x8.min_s(eight, second)
    const high2 = i16x8.max_s(eight, second)
    const low4 = i16x8.min_s(low2, v128.shuffle<i16>(low2, nextLow2, 2, 3, 4, 5, 6, 7, 8, 9))
    const high4 = i16x8.max_s(high2, v128.shuffle<i16>(high2, nextHigh2, 2, 3, 4, 5, 6, 7, 8, 9))
    const low8 = i16x8.min_s(low4, v128.shuffle<i16>(low4, nextLow4, 4, 5, 6, 7, 8, 9, 10, 11))
    const high8 = i16x8.max_s(high4, v128.shuffle<i16>(high4, nextHigh4, 4, 5, 6, 7, 8, 9, 10, 11))
    const at = <usize>(k * STEP)
    v128.store(steps + at, eight)
    v128.store(lows + at, i16x8.min_s(low8, nextLow8))
    v128.store(highs + at, i16x8.max_s(high8, nextHigh8))
    next = eight
    nextLow2 = low2
    nextHigh2 = high2
    nextLow4 = low4
    nextHigh4 = high4
    nextLow8 = low8
    nextHigh8 = high8
  }
  // What is on the scale has no bits but those of `ONES` and the lowest 15; what is below it is just under `ONES` and has others.
  const outside = v128.and(v128.xor(used, f64x2.splat(ONES)), i64x2.splat(-(<i64>STEPS)))
  return !v128.any_true(outside)
}

function crossTile(
  values: usize,
  crossings: usize,
  steps: usize,
  rows: i32,
  ahead: i32,
  down: f64,
  up: f64,
  none: i32,
  rise: i32,
  fall: i32,
): void {
  const lows = steps + roomFor(ahead)
  const highs = lows + roomFor(ahead)
  // Extremes over 32, 64, … values from each row on; then two overlapping ones make any number.
  let width = 16
  for (; 2 * width <= ahead + 1; width *= 2) spread2(lows, highs, rows + ahead + 1, width)
  const rest = <usize>((ahead + 1 - width) * STEP)

  // A limit is the row's step and a share of all steps below it, also of those before the scale begins.
  const drop = nearest(-down * origin)
  const climb = nearest(up * origin)
  const leastDrop = once(steps, 0, stepsOf(drop - MARGIN))
  const mostDrop = once(steps, 1, stepsOf(drop + MARGIN))
  const dropShare = once(steps, 2, stepsOf(nearest(-down * STEPS)))
  const leastClimb = once(steps, 3, stepsOf(climb - MARGIN))
  const mostClimb = once(steps, 4, stepsOf(climb + MARGIN))
  const climbShare = once(steps, 5, stepsOf(nearest(up * STEPS)))
  const base = once(steps, 6, i16x8.splat(<i16>none))
  const toRise = once(steps, 7, i16x8.splat(<i16>(none ^ rise)))
  const toFall = once(steps, 8, i16x8.splat(<i16>(none ^ fall)))
  const nones = i8x16.splat(<i8>none)
  for (let row = 0; row < rows; row += 8) {
    const at = <usize>(row * STEP)
    const before = v128.load(steps + at)
    const now = v128.load(steps + at, STEP)
    const low = i16x8.min_s(v128.load(lows + at, STEP), v128.load(lows + at + rest, STEP))
    const high = i16x8.max_s(v128.load(highs + at, STEP), v128.load(highs + at + rest, STEP))
    const fallen = i16x8.sub(before, i16x8.q15mulr_sat_s(before, dropShare))
    const risen = i16x8.add_sat_s(before, i16x8.q15mulr_sat_s(before, climbShare))
    const falls = i16x8.lt_s(low, i16x8.sub_sat_s(fallen, leastDrop))
    const rises = i16x8.gt_s(high, i16x8.add_sat_s(risen, leastClimb))
    if (!v128.any_true(v128.or(falls, rises))) {
      v128.store64_lane(crossings + <usize>row, nones, 0)
      continue
    }
    const surelyFalls = i16x8.lt_s(low, i16x8.sub_sat_s(fallen, mostDrop))
    const surelyRises = i16x8.gt_s(high, i16x8.add_sat_s(risen, mostClimb))
    const lower = i16x8.lt_s(now, before)
    const higher = i16x8.gt_s(now, before)

    const begunFalls = v128.and(lower, v128.andnot(surelyFalls, rises))
    const begunRises = v128.and(higher, v128.andnot(surelyRises, falls))
    const codes = v128.xor(base, v128.xor(v128.and(begunFalls, toFall), v128.and(begunRises, toRise)))
    v128.store64_lane(crossings + <usize>row, i8x16.narrow_i16x8_u(codes, codes), 0)

    // Values at the same step may differ; `settle` looks.
    const same = v128.andnot(v128.or(falls, rises), v128.or(lower, higher))
    const close = v128.or(v128.xor(falls, surelyFalls), v128.xor(rises, surelyRises))
    const doubtful = v128.or(same, v128.or(close, v128.and(falls, rises)))
    if (!v128.any_true(doubtful)) continue
    for (let open = i16x8.bitmask(doubtful); open !== 0; open &= open - 1) {
      const doubted = row + ctz(open)
      if (doubted < rows) settle(values, crossings, doubted, ahead, down, up, none, rise, fall)
    }
  }
}

/** A number of steps in all lanes. */
function stepsOf(steps: f64): v128 {
  return i16x8.splat(<i16>min(STEPS - 1, steps))
}

/** The same, to be kept for a whole loop: what is not loaded from memory is computed again in every round. */
function once(steps: usize, slot: i32, value: v128): v128 {
  const at = steps - CONSTANTS + <usize>(slot * 16)
  v128.store(at, value)
  return v128.load(at)
}

/** The extremes of every value and the one `step` further on. */
function spread2(lows: usize, highs: usize, length: i32, step: i32): void {
  const offset = <usize>(step * STEP)
  const end = <usize>(length * STEP)
  for (let at: usize = 0; at < end; at += 8 * STEP) {
    v128.store(lows + at, i16x8.min_s(v128.load(lows + at), v128.load(lows + at + offset)))
    v128.store(highs + at, i16x8.max_s(v128.load(highs + at), v128.load(highs + at + offset)))
  }
}

/** Writes what one row has begun: the first value that lies beyond a limit decides. */
function settle(
  values: usize,
  crossings: usize,
  row: i32,
  ahead: i32,
  down: f64,
  up: f64,
  none: i32,
  rise: i32,
  fall: i32,
): void {
  const from = values + <usize>(row * VALUE)
  const before = load<f64>(from)
  const now = load<f64>(from, VALUE)
  let code = none
  // One that stands still has begun nothing.
  const end = now === before ? from : from + <usize>((ahead + 2) * VALUE)
  for (let at = from + VALUE; at < end; at += VALUE) {
    const change = (load<f64>(at) - before) / before
    if (change < down) {
      if (now < before) code = fall
      break
    }
    if (change > up) {
      if (now > before) code = rise
      break
    }
  }
  store<u8>(crossings + <usize>row, <u8>code)
}
