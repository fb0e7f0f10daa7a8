import { UserError } from '../../core/errors.js'
import { openUnpackBudget } from './unpack-budget.js'
import { unzip } from './unzip.js'

/** Arrays of a few numbers a feature and base. */
const MAX_MEGABYTES = 64

/** The one-dimensional arrays of numbers or text in a file of `numpy.savez`, by name. Throws UserError naming the file. */
export async function readNpz(bytes: Uint8Array, file: string): Promise<ReadonlyMap<string, number[] | string[]>> {
  const entries = await unzip(bytes, file, openUnpackBudget(file, bytes.byteLength, MAX_MEGABYTES))
  return new Map(
    entries.map(({ name, bytes }) => {
      const values = decodeOrNothing(bytes)
      if (values) return [name.replace(/\.npy$/, ''), values]
      throw new UserError(`${file}: ${name} is no plain array of numbers; save float arrays, with allow_pickle=False`)
    }),
  )
}

/** Undefined too where a length goes beyond the bytes, or a text has characters that are none. */
function decodeOrNothing(bytes: Uint8Array): number[] | string[] | undefined {
  try {
    return decodeArray(bytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1')

/** The values of an array in numpy's own format; undefined for a type that is not known here. */
function decodeArray(bytes: Uint8Array): number[] | string[] | undefined {
  const buffer = Buffer.from(bytes)
  if (!MAGIC.equals(buffer.subarray(0, MAGIC.length)) || buffer.length < 12) return undefined
  const isFirst = buffer[6] === 1
  const from = isFirst ? 10 : 12
  const length = isFirst ? buffer.readUInt16LE(8) : buffer.readUInt32LE(8)
  const header = buffer.toString('latin1', from, from + length)
  const [, type = ''] = /'descr': *'([^']*)'/.exec(header) ?? []
  const data = buffer.subarray(from + length)
  if (/^<U[1-9]\d{0,3}$/.test(type)) return decodeTexts(data, 4 * Number(type.slice(2)))
  const reader = READERS[type]
  if (!reader) return undefined
  return Array.from({ length: Math.floor(data.length / reader.size) }, (_, i) => reader.read(data, i * reader.size))
}

interface Reader {
  readonly size: number
  readonly read: (data: Buffer, at: number) => number
}

const READERS: Readonly<Record<string, Reader>> = {
  '<f8': { size: 8, read: (data, at) => data.readDoubleLE(at) },
  '<f4': { size: 4, read: (data, at) => data.readFloatLE(at) },
  '<i8': { size: 8, read: (data, at) => Number(data.readBigInt64LE(at)) },
  '<i4': { size: 4, read: (data, at) => data.readInt32LE(at) },
}

/** Text of a fixed width in UTF-32, filled up with zeros. */
function decodeTexts(data: Buffer, width: number): string[] {
  return Array.from({ length: Math.floor(data.length / width) }, (_, i) => {
    let text = ''
    for (let at = i * width; at < (i + 1) * width; at += 4) {
      const code = data.readUInt32LE(at)
      if (code > 0) text += String.fromCodePoint(code)
    }
    return text
  })
}
