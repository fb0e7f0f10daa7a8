import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { fromBuffer, open, type Entry, type ZipFile } from 'yauzl'
import { checksumError, unpackEntry, zipError, type PackedEntry } from './packed-entry.js'
import type { UnpackBudget } from './unpack-budget.js'

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string
  /** Unpacked, as the archive says. */
  readonly size: number
  /** Reads it without unpacking it; what it unpacks to is taken off the budget. */
  packed(): Promise<PackedEntry>
  /** Unpacks it at once. */
  read(): Promise<Uint8Array>
  /** Unpacks it piece by piece, one while the one before is worked on. */
  stream(): AsyncGenerator<Buffer>
}

/** An open archive. Every checksum is checked; what is torn, and what is over the budget, throws UserError naming the file. */
export interface ZipArchive {
  /** The files in it, without folders. */
  readonly entries: readonly ZipEntry[]
  close(): void
}

/** Compression method of files that are not packed. */
const STORED = 0

/** Opens an archive at a path, or in memory. Throws UserError naming `file`, or the LimitError of the budget. */
export async function openZip(source: string | Uint8Array, file: string, budget: UnpackBudget): Promise<ZipArchive> {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw zipError(error, file)
    }
  }
  return guarded(async () => {
    const zip = await openSource(source)
    const entries = await entriesOf(zip)
    return {
      close: () => zip.close(),
      entries: entries.map((entry) => ({
        name: entry.fileName,
        size: entry.uncompressedSize,
        packed: () => guarded(() => packedEntry(zip, entry, file, budget)),
        read: () => guarded(async () => unpackEntry(await packedEntry(zip, entry, file, budget))),
        stream: async function* () {
          try {
            yield* unpackPieces(zip, entry, budget)
          } catch (error) {
            throw zipError(error, file)
          }
        },
      })),
    }
  })
}

/** The files of an archive in memory, unpacked. Throws as `openZip` does. */
export async function unzip(
  bytes: Uint8Array,
  file: string,
  budget: UnpackBudget,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }[]> {
  const { entries } = await openZip(bytes, file, budget)
  const files: { name: string; bytes: Uint8Array }[] = []
  for (const entry of entries) files.push({ name: entry.name, bytes: await entry.read() })
  return files
}

function openSource(source: string | Uint8Array): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false }
  return new Promise((resolve, reject) => {
    const take = (error: Error | null, zip: ZipFile): void => (error ? reject(error) : resolve(zip))
    if (typeof source === 'string') open(source, options, take)
    else fromBuffer(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options, take)
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

/** The bytes of a file that fits into memory, as they lie in the archive. */
async function packedEntry(zip: ZipFile, entry: Entry, file: string, budget: UnpackBudget): Promise<PackedEntry> {
  const { fileName: name, uncompressedSize: size, crc32: checksum, compressionMethod } = entry
  budget.take(size)
  const bytes = await bytesOf(await openStream(zip, entry))
  return { file, name, size, checksum, isStored: compressionMethod === STORED, bytes }
}

function bytesOf(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    stream.on('error', reject)
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => resolve(Buffer.concat(parts)))
  })
}

/** Unpacked parts come in such pieces: some thousand lines, a thousandth of a second's work each. */
const CHUNK_BYTES = 512 * 1024
/** More than this is not read as a whole before it is unpacked. */
const MAX_PACKED_BYTES = 16 * CHUNK_BYTES
/** So much may be unpacked ahead of the one who reads. */
const AHEAD_BYTES = 4 * CHUNK_BYTES

async function* unpackPieces(zip: ZipFile, entry: Entry, budget: UnpackBudget): AsyncGenerator<Buffer> {
  let checksum = 0
  let size = 0
  for await (const piece of piecesOf(await packedStream(zip, entry), entry)) {
    budget.take(piece.byteLength)
    size += piece.byteLength
    if (size > entry.uncompressedSize) throw checksumError(entry.fileName)
    checksum = crc32(piece, checksum)
    yield piece
  }
  if (size !== entry.uncompressedSize || checksum !== entry.crc32) throw checksumError(entry.fileName)
}

/** Unpacks in another thread, a few pieces ahead of the one who takes them. */
async function* piecesOf(packed: Readable, entry: Entry): AsyncGenerator<Buffer> {
  const options = { chunkSize: CHUNK_BYTES, readableHighWaterMark: AHEAD_BYTES }
  const output = entry.compressionMethod === STORED ? new PassThrough() : createInflateRaw(options)
  // The error of the pipeline reaches its output, from which it is thrown.
  pipeline(packed, output).catch(() => {})
  for await (const piece of output) if (Buffer.isBuffer(piece)) yield piece
}

/** The content of a file as it lies in the archive, in one piece where that is not much: each piece waits for the thread's turn. */
async function packedStream(zip: ZipFile, entry: Entry): Promise<Readable> {
  const stream = await openStream(zip, entry)
  return entry.compressedSize > MAX_PACKED_BYTES ? stream : Readable.from([await bytesOf(stream)])
}

/** The content of a file as it lies in the archive. */
function openStream(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const take = (error: Error | null, stream: Readable): void => (error ? reject(error) : resolve(stream))
    // The option may be given only for what is packed.
    if (entry.compressionMethod === STORED) zip.openReadStream(entry, take)
    else zip.openReadStream(entry, { decompress: false, decrypt: null, start: null, end: null }, take)
  })
}
