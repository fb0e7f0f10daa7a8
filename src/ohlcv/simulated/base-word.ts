import { hash32 } from '../../core/rng.js'

/** A base's name as one word of a random stream's name. */
export function baseWord(base: string): number {
  return hash32(...Buffer.from(base))
}
