import { crc32, inflateRawSync } from 'node:zlib'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'

/** A file as it lies in an archive. */
export interface PackedEntry {
  /** The archive, for messages. */
  readonly file: string
  readonly name: string
  /** Its bytes when it is unpacked, as the archive says. */
  readonly size: number
  readonly checksum: number
  /** Whether it is not packed. */
  readonly isStored: boolean
  readonly bytes: Uint8Array
}

/** A smaller chunk zlib does not take. */
const MIN_CHUNK_BYTES = 64

/** Unpacks a file at once. Throws UserError naming the archive where it is torn, or says less than it holds. */
export function unpackEntry({ file, name, size, checksum, isStored, bytes }: PackedEntry): Uint8Array {
  try {
    const unpacked = isStored ? bytes : inflate(bytes, size, name)
    if (unpacked.byteLength !== size || crc32(unpacked) !== checksum) throw checksumError(name)
    return unpacked
  } catch (error) {
    throw zipError(error, file)
  }
}

/** What unpacks to more than the archive says is not unpacked further. */
function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  const maxOutputLength = Math.max(1, size)
  try {
    // In one piece, which zlib unpacks faster than many that are joined.
    return inflateRawSync(packed, { maxOutputLength, chunkSize: Math.max(MIN_CHUNK_BYTES, maxOutputLength) })
  } catch (error) {
    if (systemCodeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw checksumError(name)
    throw error
  }
}

export function checksumError(name: string): Error {
  return new Error(`the checksum of ${name} is wrong`)
}

/** The error to be thrown for one of an archive: what names it already stays as it is. */
export function zipError(error: unknown, file: string): unknown {
  if (error instanceof UserError || systemCodeOf(error) === 'ENOENT') return error
  return new UserError(`${file} is torn or not a zip file (${messageOf(error)}); fetch it again`)
}
