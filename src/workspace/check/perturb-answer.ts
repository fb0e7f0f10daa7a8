/**
 * Another answer of the same kind in place of one from outside, so that what depends on it shows: digits are others, so that
 * texts in which they stand can be read as before; what is yes is no. What comes later than now is another, too.
 */
export function perturbAnswer(answer: unknown): unknown {
  if (answer instanceof Promise) return answer.then(perturbAnswer)
  if (answer instanceof Uint8Array) return otherBytes(answer)
  if (typeof answer === 'string') return /\d/.test(answer) ? answer.replace(/[1-9]/g, otherDigit) : `${answer}1`
  if (typeof answer === 'boolean') return !answer
  // Chance stays below 1.
  if (typeof answer === 'number') return answer >= 0 && answer < 1 ? (answer + 0.5) % 1 : answer * 1.5 + 1
  return typeof answer === 'bigint' ? answer + 1_000_000_007n : answer
}

/** Never 0, which may not stand in front. */
function otherDigit(digit: string): string {
  return String((Number(digit) % 9) + 1)
}

const [ONE, NINE] = [0x31, 0x39]

/** The same memory type, with other digits where it is text. */
function otherBytes(bytes: Uint8Array): Uint8Array {
  const others = bytes.slice()
  bytes.forEach((byte, at) => {
    if (byte >= ONE && byte <= NINE) others[at] = byte === NINE ? ONE : byte + 1
  })
  return others
}
