/** Values at which lengths and counts go wrong. */
const EXTREMES = [
  0n,
  1n,
  127n,
  128n,
  255n,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 40n,
  -1n,
  -2n,
]

/** A copy of some bytes with one to four kinds of damage: bytes and numbers changed, parts cut off, left out, repeated. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  const count = 1 + Math.floor(random() * 4)
  for (let index = 0; index < count; index++) mutated = mutateOnce(mutated, random)
  return mutated
}

function mutateOnce(bytes: Buffer, random: () => number): Buffer {
  const place = (length = 1): number => Math.floor(random() * Math.max(1, bytes.length - length + 1))
  const kind = random()
  if (bytes.length < 16 || kind < 0.35) {
    const at = place()
    bytes[at] = random() < 0.5 ? (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8)) : Math.floor(random() * 256)
    return bytes
  }
  if (kind < 0.75) {
    const value = EXTREMES[Math.floor(random() * EXTREMES.length)] ?? 0n
    const size = [2, 4, 8][Math.floor(random() * 3)] ?? 4
    const at = place(size)
    for (let byte = 0; byte < size; byte++) bytes[at + byte] = Number((value >> BigInt(8 * byte)) & 255n)
    return bytes
  }
  const [from, to] = [place(), place()].toSorted((a, b) => a - b)
  if (kind < 0.85) return bytes.subarray(0, to)
  const part = bytes.subarray(from, Math.min(to ?? 0, (from ?? 0) + 64))
  if (kind < 0.93) return Buffer.concat([bytes.subarray(0, from), bytes.subarray((from ?? 0) + part.length)])
  return Buffer.concat([bytes.subarray(0, from), part, part, bytes.subarray(from)])
}
