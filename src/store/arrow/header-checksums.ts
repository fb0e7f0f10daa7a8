/** Checksums of what an Arrow file says about itself, so that a flipped bit there is found before anything is decoded. */
export interface HeaderChecksums {
  /** crc32 of the footer. */
  readonly footer: number
  /** crc32 of the headers of all record batches, one after the other, as they lie in the file. */
  readonly batches: number
}

/** A seal lies before the footer, behind the end-of-stream mark: there no reader of the format looks. */
export const CHECKSUM_BYTES = 16
const MARK = Buffer.from('fu-crc32')

export function encodeChecksums({ footer, batches }: HeaderChecksums): Uint8Array {
  const bytes = Buffer.alloc(CHECKSUM_BYTES)
  MARK.copy(bytes)
  bytes.writeUInt32LE(footer, 8)
  bytes.writeUInt32LE(batches, 12)
  return bytes
}

/** The seal that a file has there, or undefined. */
export function decodeChecksums(bytes: Buffer): HeaderChecksums | undefined {
  if (bytes.length < CHECKSUM_BYTES || !bytes.subarray(0, MARK.length).equals(MARK)) return undefined
  return { footer: bytes.readUInt32LE(8), batches: bytes.readUInt32LE(12) }
}
