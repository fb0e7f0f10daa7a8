import { createRng, shuffle } from '../core/rng.js'

/** Puts values into random buckets of a list, one after the other, and then shuffles each bucket: together every order is as likely. */
export interface Buckets {
  /** The place of the next value; each place comes once. */
  next(): number
  /** Shuffles what was put there. */
  shuffle(list: Int32Array): void
}

/** Streams of random numbers beside the one of a plain shuffle. */
const [PLACES, ORDERS] = [1, 2]
/** Below this a list lies in the processor's caches, where a plain shuffle is as fast. */
const MIN_LENGTH = 2 ** 18
/** Values of a bucket: so many lie in the processor's second cache. */
const BUCKET_LENGTH = 2 ** 15

/**
 * Buckets for a list of `length` values, in which a shuffle jumps about no more than in the processor's caches (Rao 1961, Sandelius
 * 1962); undefined for one that is short. The places follow from `words` alone. No memory is taken beside the list.
 */
export function openBuckets(length: number, words: readonly number[]): Buckets | undefined {
  if (length < MIN_LENGTH) return undefined
  const bits = Math.ceil(Math.log2(length / BUCKET_LENGTH))
  const starts = startsOf(length, bits, drawBuckets(bits, words))
  const ends = starts.slice(0, -1)
  const bucketOf = drawBuckets(bits, words)
  return {
    next: () => {
      const bucket = bucketOf()
      const place = ends[bucket] ?? 0
      ends[bucket] = place + 1
      return place
    },
    shuffle: (list) => {
      const rng = createRng(...words, ORDERS)
      for (let bucket = 0; bucket + 1 < starts.length; bucket++)
        shuffle(list.subarray(starts[bucket], starts[bucket + 1]), rng)
    },
  }
}

/** Random numbers of so many bits, as many of each word as it has. */
function drawBuckets(bits: number, words: readonly number[]): () => number {
  const rng = createRng(...words, PLACES)
  const [perWord, mask] = [Math.floor(32 / bits), 2 ** bits - 1]
  let [word, left] = [0, 0]
  return () => {
    if (left === 0) {
      word = rng.uint32() | 0
      left = perWord
    }
    left--
    const bucket = word & mask
    word >>>= bits
    return bucket
  }
}

/** Where each bucket begins, and behind the last one the length. */
function startsOf(length: number, bits: number, bucketOf: () => number): Int32Array {
  const starts = new Int32Array(2 ** bits + 1)
  for (let i = 0; i < length; i++) {
    const next = bucketOf() + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let bucket = 1; bucket < starts.length; bucket++)
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0)
  return starts
}
