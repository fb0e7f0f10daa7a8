import { plainNumber } from './plain-number.js'

const ZERO = 48
const POINT = 46

/** Takes the field `from … to − 1`; `value` is NaN where it is not plain digits. What it returns is a fault, and ends the line. */
export type FieldTaker = (field: number, from: number, to: number, value: number) => string | undefined

/** The fields of a line, counted, and the first fault that was found in one of them. */
export interface ScannedLine {
  fields: number
  fault: string | undefined
}

/**
 * Goes through the fields of the line `start … end − 1` in one pass, reading plain numbers on the way: digits with at most
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
  line.fault = undefined
  for (let at = start; at <= end; at++) {
    const byte = at < end ? (bytes[at] ?? 0) : delimiter
    const digit = byte - ZERO
    if (digit >= 0 && digit <= 9) mantissa = 10 * mantissa + digit
    else if (byte === delimiter) {
      const digits = at - from - (point < 0 ? 0 : 1)
      const value = plain && digits > 0 ? plainNumber(mantissa, point < 0 ? 0 : at - point - 1) : Number.NaN
      const fault = take(field++, from, at, value)
      line.fault ??= fault
      from = at + 1
      mantissa = 0
      point = -1
      plain = true
    } else if (byte === POINT && point < 0) point = at
    else plain = false
  }
  line.fields = field
}
