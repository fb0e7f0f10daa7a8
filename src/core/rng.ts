/** A stream of reproducible random numbers. */
export interface Rng {
  /** Uniform in 0 … 2^32 − 1. */
  uint32(): number
  /** Uniform in [0, 1) with 53 random bits. */
  float(): number
  /** Uniform integer in 0 … n − 1, without bias. */
  below(n: number): number
  /** Standard normal (Box–Muller, one value a call). */
  normal(): number
}

/** Mixes 32-bit words into one (murmur3's finaliser after each word): the random function of (seed, epoch, step, …). */
export function hash32(...words: readonly number[]): number {
  let h = 0x9e3779b9
  for (const word of words) {
    h = Math.imul(h ^ (word | 0), 0x85ebca6b)
    h ^= h >>> 13
    h = Math.imul(h, 0xc2b2ae35)
    h ^= h >>> 16
  }
  return h >>> 0
}

/** The generator of the stream named by `words`; sfc32, seeded through `hash32`. Streams of different words are independent. */
export function createRng(...words: readonly number[]): Rng {
  let a = hash32(1, ...words)
  let b = hash32(2, ...words)
  let c = hash32(3, ...words)
  let counter = 1
  const uint32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) uint32()
  const float = (): number => (uint32() * 2 ** 21 + (uint32() >>> 11)) / 2 ** 53
  return { uint32, float, below: (n) => below(uint32, n), normal: () => normal(float) }
}

function below(uint32: () => number, n: number): number {
  if (n > 2 ** 31) return belowMany(uint32, n)
  // The last numbers, too few to reach every remainder, are drawn again.
  for (;;) {
    const value = uint32()
    const remainder = (value >>> 0) % (n >>> 0)
    if (value - remainder <= 2 ** 32 - n) return remainder
  }
}

/** The same beyond the whole numbers that the processor divides at once. */
function belowMany(uint32: () => number, n: number): number {
  const limit = 2 ** 32 - (2 ** 32 % n)
  let value = uint32()
  while (value >= limit) value = uint32()
  return value % n
}

function normal(float: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float())
}

/** Shuffles in place (Fisher–Yates). */
export function shuffle(values: Int32Array | Uint32Array, rng: Rng): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    const swapped = values[i] ?? 0
    values[i] = values[j] ?? 0
    values[j] = swapped
  }
}
