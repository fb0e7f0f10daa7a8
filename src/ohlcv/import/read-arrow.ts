import type * as ArrowModule from 'apache-arrow'
import type { Vector } from 'apache-arrow'
import { UserError, messageOf } from '../../core/errors.js'
import { DAY } from '../../core/time.js'
import { checkArrowLengths } from './arrow-lengths.js'
import { decompressLz4 } from './lz4-frame.js'
import type { SourceColumn, SourceTable } from './source-table.js'

const MAGIC = 'ARROW1'
/** A stream that was cut between two of its messages is whole but for this. */
const END_MARK = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])

/**
 * Reads an Arrow IPC file or stream (feather version 2), packed with LZ4 or ZSTD or not. `takeBytes` is told what it unpacks
 * to, and may throw. Throws UserError naming `label`.
 */
export async function readArrow(
  bytes: Uint8Array,
  label: string,
  takeBytes: (unpacked: number) => void = () => {},
): Promise<SourceTable> {
  const start = Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1')
  const isFile = start === MAGIC
  if (start.startsWith('FEA1')) {
    throw new UserError(`${label} is a feather file of version 1: save it again with a newer pandas or pyarrow`)
  }
  const arrow = await import('apache-arrow')
  await registerCodecs(arrow)
  try {
    if (!isFile && !Buffer.from(bytes.subarray(-END_MARK.length)).equals(END_MARK))
      throw new Error('its end is missing')
    checkArrowLengths(bytes, isFile, takeBytes)
    const table = arrow.tableFromIPC(bytes)
    const names = table.schema.fields.map(({ name }) => name)
    if (names.length === 0) throw new Error('no columns')
    return {
      names,
      rows: table.numRows,
      read: (name) => {
        const vector = table.getChild(name)
        if (!vector) throw new RangeError(`no column ${name}`)
        return Promise.resolve(columnOf(arrow, vector, name, label))
      },
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${label} is torn or not an Arrow or feather file (${messageOf(error)}); fetch it again`)
  }
}

type Arrow = typeof ArrowModule

/** The library unpacks nothing by itself. */
async function registerCodecs({ compressionRegistry, CompressionType }: Arrow): Promise<void> {
  if (compressionRegistry.get(CompressionType.ZSTD)) return
  const { decompressZstd } = await import('hyparquet-compressors')
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decompressLz4 })
  compressionRegistry.set(CompressionType.ZSTD, { decode: (packed) => decompressZstd(packed).slice() })
}

function columnOf(arrow: Arrow, vector: Vector, name: string, label: string): SourceColumn {
  const type: unknown = vector.type
  const { DataType, DateUnit } = arrow
  if (DataType.isTimestamp(type)) {
    return { kind: 'time', values: numbersOf(vector, UNITS[type.unit]), zoned: Boolean(type.timezone) }
  }
  if (DataType.isDate(type)) {
    const scale = type.unit === DateUnit.DAY ? { factor: DAY } : {}
    return { kind: 'time', values: numbersOf(vector, scale), zoned: false }
  }
  if (DataType.isInt(type) || (DataType.isFloat(type) && type.precision !== arrow.Precision.HALF)) {
    return { kind: 'number', values: numbersOf(vector) }
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type) || DataType.isDictionary(type)) {
    return { kind: 'text', values: Array.from(vector, String) }
  }
  throw new UserError(`${label}: its column ${name} is of type ${String(type)}: expected numbers or times`)
}

/** A value in a column, times the factor, over the divisor, is one in ms: both whole, so that whole results are exact. */
interface Scale {
  readonly factor?: number
  readonly divisor?: number
}

/** Of the library's units: s, ms, µs, ns. */
const UNITS: readonly Scale[] = [{ factor: 1000 }, {}, { divisor: 1000 }, { divisor: 1_000_000 }]

/** The values, NaN where there is none. */
function numbersOf(vector: Vector, { factor = 1, divisor = 1 }: Scale = {}): Float64Array {
  const values = new Float64Array(vector.length)
  let row = 0
  for (const data of vector.data) {
    const raw: unknown = data.values
    if (!isNumbers(raw)) throw new RangeError('the column has no plain values')
    for (let index = 0; index < data.length; index++) {
      const value = isMissing(data, index) ? Number.NaN : Number(raw[index])
      values[row++] = (value * factor) / divisor
    }
  }
  return values
}

type Numbers = ArrayLike<number> | ArrayLike<bigint>

function isNumbers(values: unknown): values is Numbers {
  return ArrayBuffer.isView(values) && !(values instanceof DataView)
}

interface Validity {
  readonly nullCount: number
  getValid(index: number): boolean
}

function isMissing(data: Validity, index: number): boolean {
  return data.nullCount > 0 && !data.getValid(index)
}
