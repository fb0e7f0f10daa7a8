import type { Readable } from 'node:stream'
import { crc32, inflateRawSync } from 'node:zlib'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { UserError, messageOf } from '../../core/errors.js'

export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Most bytes that one file in an archive may unpack to. */
const MOST_BYTES = 2 ** 30
/** Compression method of files that are not packed. */
const STORED = 0

/** Unpacks an archive in memory and checks every checksum. Throws UserError naming `file` where it is torn. */
export async function unzip(bytes: Uint8Array, file: string): Promise<ZipEntry[]> {
  try {
    const zip = await openZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    const entries: ZipEntry[] = []
    for (const entry of await entriesOf(zip)) entries.push({ name: entry.fileName, bytes: await unpack(zip, entry) })
    return entries
  } catch (error) {
    throw new UserError(`${file} is torn or not a zip file (${messageOf(error)}); fetch it again`)
  }
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip)))
  })
}

/** The files of the archive, without folders. */
function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      if (!entry.fileName.endsWith('/')) entries.push(entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

/** The packed bytes are in memory already: unpacked at once they take half the time that a stream takes. */
async function unpack(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  if (entry.uncompressedSize > MOST_BYTES) throw new Error(`${entry.fileName} unpacks to more than 1 GiB`)
  const packed = await packedBytes(zip, entry)
  const bytes = entry.compressionMethod === STORED ? packed : inflateRawSync(packed, { maxOutputLength: MOST_BYTES })
  if (bytes.byteLength !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw new Error(`the checksum of ${entry.fileName} is wrong`)
  }
  return bytes
}

function packedBytes(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const take = (error: Error | null, stream: Readable): void => {
      if (error) return reject(error)
      const parts: Buffer[] = []
      stream.on('error', reject)
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => resolve(Buffer.concat(parts)))
    }
    // The option may be given only for what is packed.
    if (entry.compressionMethod === STORED) zip.openReadStream(entry, take)
    else zip.openReadStream(entry, { decompress: false, decrypt: null, start: null, end: null }, take)
  })
}
