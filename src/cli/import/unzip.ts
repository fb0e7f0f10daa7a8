import { crc32 } from 'node:zlib'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { UserError, messageOf } from '../../core/errors.js'

export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Most bytes that one file in an archive may unpack to. */
const MOST_BYTES = 2 ** 30

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

function unpack(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  if (entry.uncompressedSize > MOST_BYTES) throw new Error(`${entry.fileName} unpacks to more than 1 GiB`)
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const parts: Buffer[] = []
      stream.on('error', reject)
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const bytes = Buffer.concat(parts)
        if (crc32(bytes) === entry.crc32) resolve(bytes)
        else reject(new Error(`the checksum of ${entry.fileName} is wrong`))
      })
    })
  })
}
