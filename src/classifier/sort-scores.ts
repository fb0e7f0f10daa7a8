const [DIGIT, DIGITS] = [11, 3]
const VALUES = 2 ** DIGIT
/** Of fewer the counting takes as long as sorting. */
const MIN_LENGTH = 2048

/**
 * Sorts scores from 0 on in place, ascending, by the digits of their bits, which are in the order of the numbers. Others, such as negative
 * numbers, are sorted as ever. `scratch` is as long, or longer.
 */
export function sortScores(scores: Float32Array, scratch: Float32Array): Float32Array {
  if (scores.length < MIN_LENGTH || hasSigns(scores)) return scores.sort()
  const bits = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, scores.length)
  let [from, to] = [bits(scores), bits(scratch)]
  for (let digit = 0; digit < DIGITS; digit++) {
    distribute(from, to, digit * DIGIT)
    ;[from, to] = [to, from]
  }
  // After an odd number of passes they lie in the scratch memory.
  bits(scores).set(from)
  return scores
}

/** Whether one has the bit of a negative number. */
function hasSigns(scores: Float32Array): boolean {
  return new Int32Array(scores.buffer, scores.byteOffset, scores.length).some((bits) => bits < 0)
}

/** Stable, by eleven bits from `shift` on. */
function distribute(from: Uint32Array, to: Uint32Array, shift: number): void {
  const next = new Uint32Array(VALUES + 1)
  for (const value of from) {
    const at = ((value >>> shift) & (VALUES - 1)) + 1
    next[at] = (next[at] ?? 0) + 1
  }
  for (let digit = 1; digit < VALUES; digit++) next[digit] = (next[digit] ?? 0) + (next[digit - 1] ?? 0)
  for (const value of from) {
    const digit = (value >>> shift) & (VALUES - 1)
    const place = next[digit] ?? 0
    to[place] = value
    next[digit] = place + 1
  }
}
