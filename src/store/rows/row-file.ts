import { readSync } from 'node:fs'
import { open, readdir, rename, rm, utimes, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { makeFolder } from '../files/make-folder.js'
import { z } from 'zod'
import { systemCodeOf } from '../../core/errors.js'
import { isRunning } from '../../core/is-running.js'
import { markRowFileUsed } from './unused-row-files.js'

/** The shape of a file of rows. */
export interface RowFileShape {
  readonly rows: number
  /** The number of features of a row. */
  readonly width: number
  readonly labels: boolean
  readonly weights: boolean
}

/** Byte offsets of the parts: float32 features [rows, width], int32 labels [rows], float32 weights [rows]. */
export interface RowFileLayout {
  readonly features: number
  readonly labels: number
  readonly weights: number
  readonly end: number
}

/** An open file of rows; all its parts are little-endian, so that a trainer can map them as they are. */
export interface RowFile {
  readonly file: string
  readonly shape: RowFileShape
  readonly layout: RowFileLayout
  /** The metadata that the writer gave. */
  readonly metadata: unknown
  /** The number of features of a row. */
  readonly width: number
  readonly copies: true
  /** Reads the features of some rows, row-major, into `into` where it is given. */
  read(firstRow: number, rows: number, into?: Float32Array): Float32Array
  close(): Promise<void>
}

/** A file of rows that is being written under a temporary name. */
export interface RowFileWriter extends Pick<RowFile, 'read' | 'width' | 'copies'> {
  writeFeatures(firstRow: number, features: Float32Array): Promise<void>
  writeLabels(labels: Int32Array): Promise<void>
  writeWeights(weights: Float32Array): Promise<void>
  /** Puts the file in its place, with checksums and metadata of plain JSON behind the rows. */
  commit(metadata: unknown): Promise<void>
  /** Removes the temporary file; without effect after the commit. */
  discard(): Promise<void>
}

const MAGIC = 'followupward-rows-1'
/** The length of the footer is written as text of so many bytes at the very end. */
const LENGTH_BYTES = 12
const STAGED = /\.tmp-(\d+)-\d+$/
const BLOCK_BYTES = 4 * 1024 * 1024

const footerSchema = z.strictObject({
  magic: z.literal(MAGIC),
  shape: z.strictObject({ rows: z.int(), width: z.int(), labels: z.boolean(), weights: z.boolean() }),
  crc: z.number(),
  remark: z.unknown(),
})

let counter = 0

function layoutOf({ rows, width, labels, weights }: RowFileShape): RowFileLayout {
  const afterFeatures = 4 * rows * width
  const afterLabels = afterFeatures + (labels ? 4 * rows : 0)
  return { features: 0, labels: afterFeatures, weights: afterLabels, end: afterLabels + (weights ? 4 * rows : 0) }
}

/** Begins a file of rows. A missing folder is created. */
export async function createRowFile(file: string, shape: RowFileShape): Promise<RowFileWriter> {
  await makeFolder(dirname(file))
  await removeStale(dirname(file))
  const temporary = `${file}.tmp-${process.pid}-${++counter}`
  const handle = await open(temporary, 'wx+')
  const layout = layoutOf(shape)
  let closed = false
  const close = async (): Promise<void> => {
    if (!closed) await handle.close()
    closed = true
  }
  return {
    width: shape.width,
    copies: true,
    read: featureReader(handle, shape),
    writeFeatures: (firstRow, features) => writeAt(handle, features, 4 * firstRow * shape.width),
    writeLabels: (labels) => writeAt(handle, labels, layout.labels),
    writeWeights: (weights) => writeAt(handle, weights, layout.weights),
    commit: async (metadata) => {
      const crc = checksum(handle, layout.end, { shape, metadata })
      const footer = Buffer.from(JSON.stringify({ magic: MAGIC, shape, crc, remark: metadata }))
      const length = Buffer.from(String(footer.byteLength).padStart(LENGTH_BYTES))
      await writeAt(handle, Buffer.concat([footer, length]), layout.end)
      await close()
      await rename(temporary, file)
    },
    discard: async () => {
      await close()
      await rm(temporary, { force: true })
    },
  }
}

/** Removes the temporary files of killed processes. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = STAGED.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true })
  }
}

/**
 * Opens a file of rows and verifies every byte of it: the file is not synced when it is made, since it can be made
 * again. Returns undefined where there is none, and `damaged` where it is not as it was written. Until it is closed it
 * counts as used by this process, and as last used at `now` (epoch ms).
 */
export async function openRowFile(file: string, now?: number): Promise<RowFile | 'damaged' | undefined> {
  const release = await markRowFileUsed(file)
  try {
    const opened = await openMarked(file, release)
    if (opened && opened !== 'damaged') {
      // // The times of another user's file cannot be set: it counts as used when it was made.
      if (now !== undefined) await utimes(file, now / 1000, now / 1000).catch(() => {})
      return opened
    }
    await release()
    return opened
  } catch (error) {
    await release()
    throw error
  }
}

async function openMarked(file: string, release: () => Promise<void>): Promise<RowFile | 'damaged' | undefined> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const footer = await footerOf(handle)
  if (!footer) {
    await handle.close()
    return 'damaged'
  }
  const { shape, metadata } = footer
  const { width } = shape
  const read = featureReader(handle, shape)
  const close = async (): Promise<void> => {
    await handle.close()
    await release()
  }
  return { file, shape, width, copies: true, layout: layoutOf(shape), metadata, read, close }
}

/** Returns the footer of a file whose checksum is right. */
async function footerOf(handle: FileHandle): Promise<Pick<RowFile, 'shape' | 'metadata'> | undefined> {
  const { size } = await handle.stat()
  if (size < LENGTH_BYTES) return undefined
  const length = Number(bytesAt(handle, size - LENGTH_BYTES, LENGTH_BYTES).toString())
  if (!Number.isInteger(length) || length < 0 || length > size - LENGTH_BYTES) return undefined
  const footer = footerSchema.safeParse(jsonOf(bytesAt(handle, size - LENGTH_BYTES - length, length)))
  if (!footer.success) return undefined
  const { shape, crc, remark: metadata } = footer.data
  const { end } = layoutOf(shape)
  const isWhole = end + length + LENGTH_BYTES === size && checksum(handle, end, { shape, metadata }) === crc
  return isWhole ? { shape, metadata } : undefined
}

function jsonOf(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return value
  } catch {
    return undefined
  }
}

function featureReader({ fd }: FileHandle, { width }: RowFileShape): RowFile['read'] {
  return (firstRow, rows, into = new Float32Array(rows * width)) => {
    const values = into.subarray(0, rows * width)
    readFully(fd, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 4 * firstRow * width)
    return values
  }
}

function bytesAt({ fd }: FileHandle, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readFully(fd, bytes, position)
  return bytes
}

function readFully(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.byteLength;) {
    const read = readSync(fd, bytes, done, bytes.byteLength - done, position + done)
    if (read === 0) throw new Error(`a file of rows ends at byte ${position + done}, where more was written`)
    done += read
  }
}

async function writeAt(handle: FileHandle, values: ArrayBufferView, position: number): Promise<void> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, position + done)
    done += bytesWritten
  }
}

/** Computes the checksum of the rows, the shape and the metadata. */
function checksum({ fd }: FileHandle, end: number, { shape, metadata }: Pick<RowFile, 'shape' | 'metadata'>): number {
  const block = new Uint8Array(BLOCK_BYTES)
  let crc = crc32(JSON.stringify([shape, metadata]))
  for (let from = 0; from < end; from += BLOCK_BYTES) {
    const part = block.subarray(0, Math.min(BLOCK_BYTES, end - from))
    readFully(fd, part, from)
    crc = crc32(part, crc)
  }
  return crc
}
