// AssemblyScript, compiled into src/indicators/begun-crossings-wasm.ts by scripts/build-kernels.mjs.
//
// Nearly always nothing is crossed: the least and the greatest value ahead tell that of two rows at once, and only the
// other rows are looked at value by value, as src/indicators/begun-crossings-plain.ts does.

const VALUE: i32 = 8
/** Rows whose extremes are kept at a time: they stay in the processor's nearest cache. */
const TILE: i32 = 1024
/** The quick look may err on the side of caution by this share of a limit, never on the other. */
const CAUTION: f64 = 1e-9

/**
 * For every row `i`, with the value before it at `values[i]` and its own at `values[i + 1]`: `crossings[i]` becomes `none`,
 * `rise` or `fall`. `ahead` further values are there after the last row's own. `work` has room for two tiles and the values ahead of them,
 * padded by two.
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
  memory.fill(crossings, <u8>none, <usize>rows)
  for (let row = 0; row < rows; row += TILE) {
    const count = min(TILE, rows - row)
    crossTile(values + <usize>(row * VALUE), crossings + <usize>row, work, count, ahead, down, up, rise, fall)
  }
}

function crossTile(
  values: usize,
  crossings: usize,
  work: usize,
  rows: i32,
  ahead: i32,
  down: f64,
  up: f64,
  rise: i32,
  fall: i32,
): void {
  const length = rows + ahead
  const lows = work
  const highs = work + <usize>((TILE + ahead + 2) * VALUE)
  // Extremes over 2, 4, 8, … values from each row on; then two overlapping ones make any number.
  spread(values + VALUE, values + VALUE, lows, highs, length, min(1, ahead))
  let width = 2
  for (; 2 * width <= ahead + 1; width *= 2) spread(lows, highs, lows, highs, length, width)
  width = min(width, ahead + 1)
  const rest = <usize>((ahead + 1 - width) * VALUE)

  const least = f64x2.splat(1 + down + CAUTION)
  const most = f64x2.splat(1 + up - CAUTION)
  for (let row = 0; row < rows; row += 2) {
    const at = <usize>(row * VALUE)
    const before = v128.load(values + at)
    const now = v128.load(values + at, VALUE)
    const low = f64x2.pmin(v128.load(lows + at), v128.load(lows + at + rest))
    const high = f64x2.pmax(v128.load(highs + at), v128.load(highs + at + rest))
    const falls = v128.and(f64x2.lt(now, before), f64x2.lt(low, f64x2.mul(before, least)))
    const rises = v128.and(f64x2.gt(now, before), f64x2.gt(high, f64x2.mul(before, most)))
    const near = i64x2.bitmask(v128.or(falls, rises))
    if (near & 1) {
      const code = settle(values + at, lows + at, highs + at, rest, ahead, down, up, rise, fall)
      if (code >= 0) store<u8>(crossings + <usize>row, <u8>code)
    }
    if (near & 2 && row + 1 < rows) {
      const next = at + VALUE
      const code = settle(values + next, lows + next, highs + next, rest, ahead, down, up, rise, fall)
      if (code >= 0) store<u8>(crossings + <usize>(row + 1), <u8>code)
    }
  }
}

/** The extremes of every value and the one `step` further on. Source and target may be the same. */
function spread(fromLows: usize, fromHighs: usize, lows: usize, highs: usize, length: i32, step: i32): void {
  const offset = <usize>(step * VALUE)
  const end = <usize>((length - step) * VALUE)
  for (let at: usize = 0; at < end; at += 2 * VALUE) {
    v128.store(lows + at, f64x2.pmin(v128.load(fromLows + at), v128.load(fromLows + at + offset)))
    v128.store(highs + at, f64x2.pmax(v128.load(fromHighs + at), v128.load(fromHighs + at + offset)))
  }
}

/** The label of a row that may have begun something, -1 for none. Where only one limit is crossed, no matter when. */
function settle(
  values: usize,
  lows: usize,
  highs: usize,
  rest: usize,
  ahead: i32,
  down: f64,
  up: f64,
  rise: i32,
  fall: i32,
): i32 {
  const before = load<f64>(values)
  const falls = (min(load<f64>(lows), load<f64>(lows + rest)) - before) / before < down
  const rises = (max(load<f64>(highs), load<f64>(highs + rest)) - before) / before > up
  if (falls && rises) return begun(values, ahead, down, up, rise, fall)
  const now = load<f64>(values, VALUE)
  if (falls && now < before) return fall
  return rises && now > before ? rise : -1
}

/** The first value that lies beyond a limit decides; those clearly inside are passed over two at a time. */
function begun(values: usize, ahead: i32, down: f64, up: f64, rise: i32, fall: i32): i32 {
  const before = load<f64>(values)
  const now = load<f64>(values, VALUE)
  const least = f64x2.splat(before * (1 + down + CAUTION))
  const most = f64x2.splat(before * (1 + up - CAUTION))
  const end = values + <usize>((ahead + 2) * VALUE)
  for (let pair = values + VALUE; pair < end; pair += 2 * VALUE) {
    const both = v128.load(pair)
    if (!v128.any_true(v128.or(f64x2.lt(both, least), f64x2.gt(both, most)))) continue
    for (let at = pair; at < min(pair + 2 * VALUE, end); at += VALUE) {
      const change = (load<f64>(at) - before) / before
      if (change < down) return now < before ? fall : -1
      if (change > up) return now > before ? rise : -1
    }
  }
  return -1
}
