import type { SchemaElement } from 'hyparquet'
import type { ColumnSource } from 'hyparquet-writer'
import type { StoredColumn } from './column-bytes.js'

const GROUP_ROWS = 65_536

/**
 * Encodes a Parquet file, packed with Snappy and without nulls: an unknown value is NaN. BigInt64 columns are times in
 * epoch ms UTC.
 */
export async function encodeParquetFile(
  columns: readonly (readonly [string, StoredColumn])[],
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const { ByteWriter, parquetWrite } = await import('hyparquet-writer')
  const writer = new ByteWriter()
  await parquetWrite({
    writer,
    columnData: columns.map(([name, data]): ColumnSource => ({ name, data: dataOf(data), encoding: 'PLAIN' })),
    schema: [{ name: 'schema', num_children: columns.length }, ...columns.map(([name, data]) => elementOf(name, data))],
    rowGroupSize: GROUP_ROWS,
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: 'followupward',
  })
  return writer.getBytes()
}

/** Parquet has no type of a single byte. */
function dataOf(values: StoredColumn): ColumnSource['data'] {
  return values instanceof Uint8Array ? Int32Array.from(values) : values
}

function elementOf(name: string, values: StoredColumn): SchemaElement {
  const required = { name, repetition_type: 'REQUIRED' } as const
  if (values instanceof Float64Array) return { ...required, type: 'DOUBLE' }
  if (values instanceof Float32Array) return { ...required, type: 'FLOAT' }
  if (values instanceof Uint8Array) return { ...required, type: 'INT32' }
  const logical = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const
  return { ...required, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: logical }
}
