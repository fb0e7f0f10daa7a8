import { z } from 'zod'
import { UserError, messageOf } from '../../core/errors.js'
import { ARCHIVE_NAMES, PLAIN_NAMES } from './column-names.js'
import type { SourceColumn, SourceTable } from './source-table.js'

const value = z.union([z.number(), z.string(), z.null()])
const listsSchema = z.array(z.array(z.unknown()).min(PLAIN_NAMES.length))
const objectsSchema = z.array(z.record(z.string(), z.unknown()))

/**
 * Reads candles as a list of lists (time, open, high, low, close, volume: freqtrade and ccxt; with eleven or more values
 * Binance's klines) or as a list of objects. Throws UserError naming `label`.
 */
export function readJson(bytes: Uint8Array, label: string): SourceTable {
  const parsed = parse(bytes, label)
  const lists = listsSchema.safeParse(parsed)
  if (lists.success && lists.data.length > 0) return tableOfLists(lists.data, label)
  const objects = objectsSchema.safeParse(parsed)
  if (objects.success && objects.data.length > 0) return tableOfObjects(objects.data, label)
  if (Array.isArray(parsed) && parsed.length === 0) throw new UserError(`${label} holds no candles`)
  throw new UserError(
    `${label} holds no list of candles: expected [[time, open, high, low, close, volume], …] or objects with these names`,
  )
}

function parse(bytes: Uint8Array, label: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch (error) {
    throw new UserError(`${label} is torn or not JSON (${messageOf(error)}); fetch it again`)
  }
}

function tableOfLists(rows: readonly (readonly unknown[])[], label: string): SourceTable {
  const width = rows[0]?.length ?? 0
  const uneven = rows.findIndex((row) => row.length !== width)
  if (uneven >= 0) {
    throw new UserError(`${label}, row ${uneven + 1}: it has ${rows[uneven]?.length} values, expected ${width}`)
  }
  const names = width >= ARCHIVE_NAMES.length ? ARCHIVE_NAMES : PLAIN_NAMES
  return tableOf(names, rows.length, (row, name) => rows[row]?.[names.indexOf(name)], label)
}

function tableOfObjects(rows: readonly Readonly<Record<string, unknown>>[], label: string): SourceTable {
  return tableOf(Object.keys(rows[0] ?? {}), rows.length, (row, name) => rows[row]?.[name], label)
}

function tableOf(
  names: readonly string[],
  rows: number,
  at: (row: number, name: string) => unknown,
  label: string,
): SourceTable {
  const read = (name: string): SourceColumn => {
    const raw = Array.from({ length: rows }, (_, row) => {
      const parsed = value.safeParse(at(row, name) ?? null)
      if (parsed.success) return parsed.data
      throw new UserError(`${label}, row ${row + 1}: ${name} is neither a number nor a text`)
    })
    if (raw.some((one) => typeof one === 'string')) {
      return { kind: 'text', values: raw.map((one) => (one === null ? '' : String(one))) }
    }
    return { kind: 'number', values: Float64Array.from(raw, (one) => (one === null ? Number.NaN : Number(one))) }
  }
  return { names, rows, read: (name) => Promise.resolve(read(name)) }
}
