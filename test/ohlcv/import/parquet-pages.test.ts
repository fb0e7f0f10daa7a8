import { crc32 } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { parquetMetadata, type FileMetaData } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { checkPages } from '../../../src/ohlcv/import/parquet-pages.js'
import { readThriftStruct } from '../../../src/ohlcv/import/thrift-struct.js'

const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../fixtures/candle-files/${name}`, import.meta.url))

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
}

/** A field of a whole number, one number after the field before. */
const integer = (value: number): number[] => [0x15, ...varint(value < 0 ? -2 * value - 1 : 2 * value)]

const VALUES = Buffer.from('eight by')

/** A file of one page with its checksum, and what its footer would say. */
function fileOf({ checksum = crc32(VALUES) | 0, values = 1, rows = 1, packed = VALUES.length } = {}): {
  bytes: Buffer
  metadata: FileMetaData
} {
  const page = [0x1c, ...integer(values), ...integer(0), 0]
  const header = [...integer(0), ...integer(VALUES.length), ...integer(packed), ...integer(checksum), ...page, 0]
  const bytes = Buffer.concat([Buffer.from('PAR1'), Buffer.from(header), VALUES])
  const meta_data = {
    type: 'DOUBLE',
    encodings: [],
    path_in_schema: ['open'],
    codec: 'UNCOMPRESSED',
    num_values: BigInt(values),
    total_uncompressed_size: BigInt(VALUES.length),
    total_compressed_size: BigInt(bytes.length - 4),
    data_page_offset: 4n,
  } as const
  const group = { columns: [{ file_offset: 4n, meta_data: { ...meta_data, encodings: [], path_in_schema: ['open'] } }] }
  const row_groups = [{ ...group, total_byte_size: 8n, num_rows: BigInt(rows) }]
  return { bytes, metadata: { version: 1, schema: [], num_rows: BigInt(rows), row_groups, metadata_length: 0 } }
}

describe('the pages of a column', () => {
  test('pass with a right checksum, and say what they unpack to', () => {
    const { bytes, metadata } = fileOf()
    const taken: number[] = []
    checkPages(bytes, metadata, 'open', (unpacked) => taken.push(unpacked))
    expect(taken).toEqual([8])
  })

  test.each([
    [{ checksum: 1 }, 'the checksum of a page of open is wrong'],
    [{ values: 2 ** 30 }, 'column open has 1073741824 values for 1 rows'],
    [{ packed: 2 ** 30 }, 'a page of open is cut off'],
    [{ packed: -1 }, 'a page of open is cut off'],
    [{ values: -5 }, 'a page of open has -5 values'],
  ])('are refused with %o', (damage, message) => {
    const { bytes, metadata } = fileOf(damage)
    expect(() => checkPages(bytes, metadata, 'open', () => {})).toThrow(message)
  })

  test('that lie outside of the file are refused', () => {
    const { bytes, metadata } = fileOf()
    expect(() => checkPages(bytes.subarray(0, -1), metadata, 'open', () => {})).toThrow('lies outside of the file')
  })

  test.each(['pandas-index.parquet', 'polars-zstd.parquet', 'duckdb.parquet', 'pyarrow-brotli.parquet'])(
    'of %s pass',
    async (name) => {
      const bytes = await fixture(name)
      const metadata = parquetMetadata(new Uint8Array(bytes).buffer)
      let taken = 0
      for (const column of ['open', 'volume']) checkPages(bytes, metadata, column, (unpacked) => (taken += unpacked))
      expect(taken).toBeGreaterThan(2 * 8 * 196)
    },
  )
})

test.each([
  ['a field of an unknown type', [0x1f]],
  ['a number without an end', [0x15, ...Array.from({ length: 12 }, () => 255)]],
  ['an end that is missing', [0x15, 2]],
  ['a list without an end', [0x19, 0xf5, 255, 255, 255, 255, 15]],
  ['a nesting without an end', Array.from({ length: 100 }, () => 0x1c)],
])('a header with %s is refused', (_, bytes) => {
  expect(() => readThriftStruct(Uint8Array.from(bytes), 0)).toThrow(RangeError)
})
