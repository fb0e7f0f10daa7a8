/** How much reading one foreign file may take. */
export interface ReadLimits {
  readonly seconds: number
  /** Memory of the process that reads it. */
  readonly megabytes: number
  /** What it may unpack to, all its parts together. */
  readonly unpackedMegabytes: number
}

/** What a user says about the limits; the rest follows from the file's size. */
export type LimitOverrides = { readonly [K in keyof ReadLimits]?: ReadLimits[K] | undefined }

export const MEGABYTE = 2 ** 20

/** Small files may take so much, a few times what starting a process and reading takes; none of up to a MB is waited for beyond ten seconds. */
const MIN = { seconds: 8, megabytes: 768, unpackedMegabytes: 64 }
/** Each MB of a file adds so much: it may be packed a few times. */
const PER_MEGABYTE = { seconds: 1, megabytes: 8, unpackedMegabytes: 100 }
/** Ten million minutes as text. */
const MAX_UNPACKED_MEGABYTES = 1024

/** The limits for a file of so many bytes. */
export function readLimits(bytes: number, overrides: LimitOverrides = {}): ReadLimits {
  const size = Math.ceil(bytes / MEGABYTE)
  const unpacked = Math.max(MIN.unpackedMegabytes, PER_MEGABYTE.unpackedMegabytes * size)
  return {
    seconds: overrides.seconds ?? MIN.seconds + PER_MEGABYTE.seconds * size,
    megabytes: overrides.megabytes ?? MIN.megabytes + PER_MEGABYTE.megabytes * size,
    unpackedMegabytes: overrides.unpackedMegabytes ?? Math.min(unpacked, Math.max(MAX_UNPACKED_MEGABYTES, size)),
  }
}
