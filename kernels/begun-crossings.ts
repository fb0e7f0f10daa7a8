// AssemblyScript, compiled into src/indicators/begun-crossings-wasm.ts by scripts/build-kernels.mjs.
//
// The least and the greatest value ahead tell nearly always what a row has begun: four rows at once, in single precision
// and with a margin for its error. Where the margin or the order of two crossings decides, the row is looked at value by
// value, as src/indicators/begun-crossings-plain.ts does.

const VALUE: i32 = 8
const SINGLE: i32 = 4
/** Rows whose extremes are kept at a time: they stay in the processor's nearest cache. */
const TILE: i32 = 1024
/** More than the relative error of a comparison in single precision: four roundings of 6e-8. */
const MARGIN: f64 = 1e-6
/** Values further than this from the tile's first one, as a factor either way, are not narrowed to single precision. */
const SPREAD: f32 = 1e30

/**
 * For every row `i`, with the value before it at `values[i]` and its own at `values[i + 1]`: `crossings[i]` becomes `none`,
 * `rise` or `fall`. `ahead` further values are there after the last row's own, and room for a few more that are never used;
 * so have the crossings. `work` has room for three
 * single-precision numbers for each row of a tile, for twice those ahead of it, and for 64 more.
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
  for (let row = 0; row < rows; row += TILE) {
    const count = min(TILE, rows - row)
    const from = values + <usize>(row * VALUE)
    const to = crossings + <usize>row
    if (narrow(from, work, count + ahead + 1)) crossTile(from, to, work, count, ahead, down, up, none, rise, fall)
    else for (let i = 0; i < count; i++) settle(from, to, i, ahead, down, up, none, rise, fall)
  }
}

/** Writes the values as shares of the first one in single precision; false where one of them is no positive number near it. */
function narrow(values: usize, narrowed: usize, length: i32): bool {
  const first = load<f64>(values)
  if (!(first > 1e-300 && first < 1e300)) return false
  const scale = f64x2.splat(1 / first)
  const least = f32x4.splat(1 / SPREAD)
  const most = f32x4.splat(SPREAD)
  let inside = i32x4.splat(-1)
  let k = 0
  for (; k + 4 <= length; k += 4) {
    const at = values + <usize>(k * VALUE)
    const near = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(at), scale))
    const far = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(at, 2 * VALUE), scale))
    const four = v128.shuffle<f32>(near, far, 0, 1, 4, 5)
    v128.store(narrowed + <usize>(k * SINGLE), four)
    inside = v128.and(inside, v128.and(f32x4.gt(four, least), f32x4.lt(four, most)))
  }
  let rest = true
  for (; k < length; k++) {
    const one = <f32>(load<f64>(values + <usize>(k * VALUE)) * (1 / first))
    store<f32>(narrowed + <usize>(k * SINGLE), one)
    rest = rest && one > 1 / SPREAD && one < SPREAD
  }
  return rest && i32x4.all_true(inside)
}

function crossTile(
  values: usize,
  crossings: usize,
  narrowed: usize,
  rows: i32,
  ahead: i32,
  down: f64,
  up: f64,
  none: i32,
  rise: i32,
  fall: i32,
): void {
  const length = rows + ahead + 1
  const room = <usize>((TILE + 2 * ahead + 64) * SINGLE)
  const lows = narrowed + room
  const highs = lows + room
  // Extremes over 4, 16, … and 2 times as many values from each row on; then two overlapping ones make any number.
  let fromLows = narrowed
  let fromHighs = narrowed
  let width = 1
  for (; 4 * width <= ahead + 1; width *= 4) {
    spread4(fromLows, fromHighs, lows, highs, length, width)
    fromLows = lows
    fromHighs = highs
  }
  for (; 2 * width <= ahead + 1; width *= 2) {
    spread2(fromLows, fromHighs, lows, highs, length, width)
    fromLows = lows
    fromHighs = highs
  }
  const rest = <usize>((ahead + 1 - width) * SINGLE)

  const surelyLow = f32x4.splat(<f32>(1 + down - MARGIN))
  const maybeLow = f32x4.splat(<f32>(1 + down + MARGIN))
  const surelyHigh = f32x4.splat(<f32>(1 + up + MARGIN))
  const maybeHigh = f32x4.splat(<f32>(1 + up - MARGIN))
  const base = i32x4.splat(none)
  const toRise = i32x4.splat(none ^ rise)
  const toFall = i32x4.splat(none ^ fall)
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>(row * SINGLE)
    const before = v128.load(narrowed + at)
    const low = f32x4.pmin(v128.load(fromLows + at, SINGLE), v128.load(fromLows + at + rest, SINGLE))
    const high = f32x4.pmax(v128.load(fromHighs + at, SINGLE), v128.load(fromHighs + at + rest, SINGLE))
    const falls = f32x4.lt(low, f32x4.mul(before, maybeLow))
    const rises = f32x4.gt(high, f32x4.mul(before, maybeHigh))
    const surelyFalls = f32x4.lt(low, f32x4.mul(before, surelyLow))
    const surelyRises = f32x4.gt(high, f32x4.mul(before, surelyHigh))

    const exact = values + <usize>(row * VALUE)
    const near = v128.load(exact)
    const far = v128.load(exact, 2 * VALUE)
    const nearNow = v128.load(exact, VALUE)
    const farNow = v128.load(exact, 3 * VALUE)
    const lower = v128.shuffle<i32>(f64x2.lt(nearNow, near), f64x2.lt(farNow, far), 0, 2, 4, 6)
    const higher = v128.shuffle<i32>(f64x2.gt(nearNow, near), f64x2.gt(farNow, far), 0, 2, 4, 6)

    const fallen = v128.and(lower, v128.andnot(surelyFalls, rises))
    const risen = v128.and(higher, v128.andnot(surelyRises, falls))
    const codes = v128.xor(base, v128.xor(v128.and(fallen, toFall), v128.and(risen, toRise)))
    const halves = i16x8.narrow_i32x4_u(codes, codes)
    v128.store32_lane(crossings + <usize>row, i8x16.narrow_i16x8_u(halves, halves), 0)

    const close = v128.or(v128.xor(falls, surelyFalls), v128.xor(rises, surelyRises))
    const doubtful = v128.and(v128.or(lower, higher), v128.or(close, v128.and(falls, rises)))
    if (!v128.any_true(doubtful)) continue
    for (let open = i32x4.bitmask(doubtful); open !== 0; open &= open - 1) {
      const doubted = row + ctz(open)
      if (doubted < rows) settle(values, crossings, doubted, ahead, down, up, none, rise, fall)
    }
  }
}

/** The extremes of every value and the one `step` further on. Source and target may be the same. */
function spread2(fromLows: usize, fromHighs: usize, lows: usize, highs: usize, length: i32, step: i32): void {
  const offset = <usize>(step * SINGLE)
  const end = <usize>(length * SINGLE)
  for (let at: usize = 0; at < end; at += 4 * SINGLE) {
    v128.store(lows + at, f32x4.pmin(v128.load(fromLows + at), v128.load(fromLows + at + offset)))
    v128.store(highs + at, f32x4.pmax(v128.load(fromHighs + at), v128.load(fromHighs + at + offset)))
  }
}

/** The extremes of every value and the three `step`, twice and three times `step` further on. */
function spread4(fromLows: usize, fromHighs: usize, lows: usize, highs: usize, length: i32, step: i32): void {
  const one = <usize>(step * SINGLE)
  const end = <usize>(length * SINGLE)
  for (let at: usize = 0; at < end; at += 4 * SINGLE) {
    const low = fromLows + at
    const high = fromHighs + at
    const nearLow = f32x4.pmin(v128.load(low), v128.load(low + one))
    const farLow = f32x4.pmin(v128.load(low + 2 * one), v128.load(low + 3 * one))
    const nearHigh = f32x4.pmax(v128.load(high), v128.load(high + one))
    const farHigh = f32x4.pmax(v128.load(high + 2 * one), v128.load(high + 3 * one))
    v128.store(lows + at, f32x4.pmin(nearLow, farLow))
    v128.store(highs + at, f32x4.pmax(nearHigh, farHigh))
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
  const end = from + <usize>((ahead + 2) * VALUE)
  let code = none
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
