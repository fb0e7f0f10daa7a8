/** Checksums of the headers of an Arrow file, so that a flipped bit in them is found before anything is decoded. */
export interface HeaderChecksums {
  /** The crc32 of the footer. */
  readonly footer: number
  /** The crc32 of the headers of all record batches, in the order of the file. */
  readonly batches: number
}

/** The checksums lie before the footer and behind the end-of-stream mark, where no reader of the format looks. */
export const CHECKSUM_BYTES = 16
const MARK = Buffer.from('fu-crc32')

export function encodeChecksums({ footer, batches }: HeaderChecksums): Uint8Array {
  const bytes = Buffer.alloc(CHECKSUM_BYTES)
  MARK.copy(bytes)
  bytes.writeUInt32LE(footer, 8)
  bytes.writeUInt32LE(batches, 12)
  return bytes
}

/** Decodes the checksums; undefined where the file has none. */
export function decodeChecksums(bytes: Buffer): HeaderChecksums | undefined {
  if (bytes.length < CHECKSUM_BYTES || !bytes.subarray(0, MARK.length).equals(MARK)) return undefined
  return { footer: bytes.readUInt32LE(8), batches: bytes.readUInt32LE(12) }
}
