// AssemblyScript, compiled into src/ohlcv/import/candle-lines-wasm.ts by scripts/build-kernels.mjs.
//
// Lines of numbers, read sixteen bytes at a time: a comparison finds where the digits of a field end and where its point stands, a
// swizzle takes the point out and moves the digits to the right, and three products of pairs make one whole number of them. A
// line with anything but plain numbers in the fields that are read is left to the caller.

const NEWLINE: u32 = 10
const RETURN: u32 = 13
const POINT: u32 = 46
const ZERO: u32 = 48
const WIDTH: i32 = 16
const VALUE: usize = 8
/** A whole number up to this one is exact in double precision. */
const MAX_SAFE: u64 = 9007199254740991
/** Powers of ten from this one on are not exact. */
const MAX_DECIMALS: i32 = 22
/** So many digits fit into 64 bits. */
const MAX_DIGITS: i32 = 19

/**
 * Reads lines from `from` on: at most `maxRows`, none that begins at `end` or later. Each has `fields` fields; the table at `targets`
 * holds for each the address of its column of doubles, 0 where it is not read. The starts of the lines become numbers at `starts`.
 * Writes the number of lines that were read, and the place behind the last one, to `result`. `powers` are the powers of ten up to
 * 10^22. Up to 32 bytes behind `end` may be read, and up to a value behind the last row of each column written.
 */
export function parse(
  from: usize,
  end: usize,
  delimiter: u32,
  fields: i32,
  targets: usize,
  powers: usize,
  starts: usize,
  maxRows: i32,
  maxBytes: i32,
  result: usize,
): void {
  let place = from
  let row = 0
  while (row < maxRows && place < end) {
    const next = readLine(place, end, delimiter, fields, targets, powers, <usize>row * VALUE)
    if (next == 0 || next - place > <usize>maxBytes) break
    store<u32>(starts + <usize>row * 4, <u32>place)
    place = next
    row++
  }
  store<u32>(result, row)
  store<u32>(result, <u32>place, 4)
}

/** The place behind the line that begins at `place`; 0 where it has to be read otherwise. */
function readLine(
  place: usize,
  end: usize,
  delimiter: u32,
  fields: i32,
  targets: usize,
  powers: usize,
  shift: usize,
): usize {
  let at = place
  const last = fields - 1
  for (let field = 0; field < fields; field++) {
    const column = <usize>load<u32>(targets + ((<usize>field) << 2))
    const behind = column == 0 ? skipField(at, end, delimiter) : readNumber(at, powers, column + shift)
    if (behind == 0) return 0
    const mark = <u32>load<u8>(behind)
    if (field < last) {
      if (mark != delimiter) return 0
      at = behind + 1
    } else {
      at = behind + (mark == RETURN ? 1 : 0)
      if (at >= end || <u32>load<u8>(at) != NEWLINE) return 0
    }
  }
  return at + 1
}

/** The place of the delimiter, of the line break, or of `end`, whichever comes first. */
function skipField(from: usize, end: usize, delimiter: u32): usize {
  const mark = i8x16.splat(<i8>delimiter)
  const newline = i8x16.splat(<i8>NEWLINE)
  const carriage = i8x16.splat(<i8>RETURN)
  for (let at = from; at < end; at += WIDTH) {
    const bytes = v128.load(at)
    const found = v128.or(v128.or(i8x16.eq(bytes, mark), i8x16.eq(bytes, newline)), i8x16.eq(bytes, carriage))
    const mask = i8x16.bitmask(found)
    if (mask != 0) return at + <usize>ctz(mask)
  }
  return end
}

/** Stores the number of digits with at most one point at `out`; the place behind it, 0 where there is none, or one that is not exact. */
function readNumber(at: usize, powers: usize, out: usize): usize {
  const bytes = v128.load(at)
  const digits = i8x16.sub(bytes, i8x16.splat(<i8>ZERO))
  // Digits stay below 128, all else does not.
  const others = i8x16.bitmask(i8x16.add_sat_u(digits, i8x16.splat(118)))
  const points = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(<i8>POINT)))
  // The first byte that is no digit, and the next one where that is a point.
  const whole = ctz(others | 0x10000)
  const length = ctz((others ^ (others & -others & points)) | 0x10000)
  if (length >= WIDTH) return readLongNumber(at, powers, out)
  const count = length - i32(length != whole)
  if (count == 0) return 0
  const order = i8x16.add(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(count - WIDTH)))
  // Behind the point the digits stand one place further; indices below zero give zeros.
  const moved = i8x16.sub(order, i8x16.ge_s(order, i8x16.splat(<i8>whole)))
  storeNumber(numberOf(i8x16.swizzle(digits, moved)), count - whole, powers, out)
  return at + <usize>length
}

function storeNumber(mantissa: u64, decimals: i32, powers: usize, out: usize): void {
  store<f64>(out, <f64>(<i64>mantissa) / load<f64>(powers + ((<usize>decimals) << 3)))
}

/** The whole number of sixteen digits. */
function numberOf(digits: v128): u64 {
  const tens = i16x8(10, 1, 10, 1, 10, 1, 10, 1)
  const hundreds = i16x8(100, 1, 100, 1, 100, 1, 100, 1)
  const thousands = i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1)
  const pairs = i16x8.narrow_i32x4_s(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(digits), tens),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(digits), tens),
  )
  const fours = i32x4.dot_i16x8_s(pairs, hundreds)
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), thousands)
  return <u64>i32x4.extract_lane(eights, 0) * 100000000 + <u64>i32x4.extract_lane(eights, 1)
}

/** Does what `readNumber` does, digit by digit. */
function readLongNumber(from: usize, powers: usize, out: usize): usize {
  let at = from
  let point: usize = 0
  let sum: u64 = 0
  for (; at - from <= <usize>(MAX_DIGITS + 1); at++) {
    const byte = <u32>load<u8>(at)
    if (byte - ZERO <= 9) sum = 10 * sum + <u64>(byte - ZERO)
    else if (byte == POINT && point == 0) point = at
    else break
  }
  const count = <i32>(at - from) - (point != 0 ? 1 : 0)
  const places = point != 0 ? <i32>(at - point) - 1 : 0
  if (count == 0 || count > MAX_DIGITS || places > MAX_DECIMALS || sum > MAX_SAFE) return 0
  storeNumber(sum, places, powers, out)
  return at
}
