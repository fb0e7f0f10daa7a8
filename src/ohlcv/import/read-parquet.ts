import type { SchemaElement } from 'hyparquet'
import { UserError, messageOf } from '../../core/errors.js'
import { checkPages } from './parquet-pages.js'
import type { SourceColumn, SourceTable } from './source-table.js'

/**
 * Reads a Parquet file, packed in any of the usual ways. `takeBytes` is told what it unpacks
 * to, and may throw. Throws UserError naming `label`.
 */
export async function readParquet(
  bytes: Uint8Array,
  label: string,
  takeBytes: (unpacked: number) => void = () => {},
): Promise<SourceTable> {
  const { parquetMetadata, parquetScan } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const file = bytes.slice().buffer
  try {
    const metadata = parquetMetadata(file)
    const scan = await parquetScan({ file, metadata, compressors, parsers: TIMES })
    // The root, then the columns; nested ones have children, and none of their names is a candle's.
    const elements = metadata.schema.slice(1)
    return {
      names: elements.map(({ name }) => name),
      rows: Number(metadata.num_rows),
      read: async (name) => {
        try {
          checkPages(bytes, metadata, name, takeBytes)
          const parts: ArrayLike<unknown>[] = []
          for (const range of scan.ranges) parts.push(await scan.readColumn({ column: name, ...range }))
          return columnOf(
            parts,
            elements.find((element) => element.name === name),
          )
        } catch (error) {
          throw toReadError(label, error)
        }
      },
    }
  } catch (error) {
    throw toReadError(label, error)
  }
}

/** Time stamps as epoch ms, not cut to whole ones as Date would. */
const TIMES = {
  timestampFromMilliseconds: (time: bigint) => Number(time),
  timestampFromMicroseconds: (time: bigint) => Number(time) / 1000,
  timestampFromNanoseconds: (time: bigint) => Number(time) / 1e6,
  dateFromDays: (days: number) => days * 86_400_000,
}

function columnOf(parts: readonly ArrayLike<unknown>[], element: SchemaElement | undefined): SourceColumn {
  const type = `${element?.logical_type?.type ?? ''} ${element?.converted_type ?? ''}`
  const isTime = /TIMESTAMP|DATE/.test(type) || element?.type === 'INT96'
  const flat = parts.flatMap((part) => Array.from(part))
  if (flat.some((value) => typeof value === 'string')) return { kind: 'text', values: flat.map(textOf) }
  const values = Float64Array.from(flat, numberOf)
  return isTime ? { kind: 'time', values, zoned: isUtc(element) } : { kind: 'number', values }
}

/** Old files say UTC by their type; a date, and the old type of 96 bits, say nothing. */
function isUtc(element: SchemaElement | undefined): boolean {
  const logical = element?.logical_type
  return logical?.type === 'TIMESTAMP'
    ? logical.isAdjustedToUTC
    : (element?.converted_type?.startsWith('TIMESTAMP') ?? false)
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.getTime()
  return Number.NaN
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function toReadError(label: string, error: unknown): unknown {
  if (error instanceof UserError) return error
  const [line = ''] = messageOf(error).split('\n')
  return new UserError(`${label} is torn or not a Parquet file (${line}); fetch it again`)
}
