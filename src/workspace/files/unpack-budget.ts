import { LimitError } from '../../core/limit-error.js'
import { MEGABYTE } from './read-limits.js'

/** What is left of the bytes that a file may unpack to. */
export interface UnpackBudget {
  /** Bytes that are left. */
  readonly left: number
  /** Takes bytes off; throws LimitError with the sizes where that is more than is left. */
  readonly take: (bytes: number) => void
}

/** The budget of a file of `packed` bytes, which unpacks to `megabytes` at most. */
export function openUnpackBudget(file: string, packed: number, megabytes: number): UnpackBudget {
  const max = megabytes * MEGABYTE
  let taken = 0
  return {
    get left() {
      return max - taken
    },
    take: (bytes) => {
      taken += bytes
      if (taken > max) throw unpackError(file, packed, megabytes, taken)
    },
  }
}

function unpackError(file: string, packed: number, megabytes: number, taken: number): LimitError {
  return new LimitError(
    `${file} has ${formatBytes(packed)} and unpacks to ${formatBytes(taken)} or more, expected at most ${megabytes} MB: it is damaged or no file of its kind; fetch it again`,
  )
}

function formatBytes(bytes: number): string {
  if (bytes < MEGABYTE) return `${Math.ceil(bytes / 1024)} kB`
  return `${(bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0)} MB`
}
