export const NEWLINE = 10
const BLANK = 32
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Steps through the lines that are not blank; `start … end − 1` is the line without blanks around it. Whoever reads lines himself
 * moves `place` and `number` behind them.
 */
export interface LineScanner {
  start: number
  end: number
  /** Number of the line in the file, from 1. */
  number: number
  /** The place behind the line, and behind its line break. */
  place: number
  next(): boolean
}

/** Scans a file, or the part of it that follows its first `linesBefore` lines. */
export function createLineScanner(buffer: Buffer, linesBefore = 0): LineScanner {
  const scanner: LineScanner = {
    start: 0,
    end: 0,
    number: linesBefore,
    place: linesBefore === 0 && buffer.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0,
    next: () => {
      while (scanner.place < buffer.length) {
        const newline = buffer.indexOf(NEWLINE, scanner.place)
        scanner.start = scanner.place
        scanner.end = newline < 0 ? buffer.length : newline
        scanner.number++
        scanner.place = scanner.end + 1
        while (scanner.end > scanner.start && (buffer[scanner.end - 1] ?? 0) <= BLANK) scanner.end--
        if (scanner.end > scanner.start) return true
      }
      return false
    },
  }
  return scanner
}

/** Counts at least as many lines as the file has. */
export function countLines(buffer: Buffer): number {
  let count = 1
  for (let at = buffer.indexOf(NEWLINE); at >= 0; at = buffer.indexOf(NEWLINE, at + 1)) count++
  return count
}

const ZERO = 48
const POINT = 46

/** Takes the field `from … to − 1`; `value` is NaN where it is not plain digits. Returns an error of the line, if there is one. */
export type FieldTaker = (field: number, from: number, to: number, value: number) => string | undefined

/** The number of a line's fields, and the first error that was found in one of them. */
export interface ScannedLine {
  fields: number
  error: string | undefined
}

/**
 * Scans the fields of the line `start … end − 1` in one pass, reading plain numbers on the way: digits with at most
 * one point. Blanks, signs, exponents and quotation marks are left to the taker.
 */
export function scanFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
  take: FieldTaker,
  line: ScannedLine,
): void {
  let field = 0
  let from = start
  let mantissa = 0
  let point = -1
  let plain = true
  line.error = undefined
  for (let at = start; at <= end; at++) {
    const byte = at < end ? (bytes[at] ?? 0) : delimiter
    const digit = byte - ZERO
    if (digit >= 0 && digit <= 9) mantissa = 10 * mantissa + digit
    else if (byte === delimiter) {
      const digits = at - from - (point < 0 ? 0 : 1)
      const value = plain && digits > 0 ? parseDigits(mantissa, point < 0 ? 0 : at - point - 1) : Number.NaN
      const error = take(field++, from, at, value)
      line.error ??= error
      from = at + 1
      mantissa = 0
      point = -1
      plain = true
    } else if (byte === POINT && point < 0) point = at
    else plain = false
  }
  line.fields = field
}

/** Powers of ten that a double holds exactly. */
export const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => 10 ** power)

/**
 * The number whose decimal digits, read as one whole number, are `mantissa`, with the point before the last `decimals` of
 * them; NaN where that would round twice. The result is the double that `Number` gives for the text: a whole number below 2^53
 * divided by a power of ten up to 10^22 is rounded once.
 */
export function parseDigits(mantissa: number, decimals: number): number {
  return mantissa <= Number.MAX_SAFE_INTEGER ? mantissa / (POWERS_OF_TEN[decimals] ?? Number.NaN) : Number.NaN
}
