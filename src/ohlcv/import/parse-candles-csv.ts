import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import { OPTIONAL_COLUMNS, allocateColumns, candleErrorAt, type CandleLines } from './candle-lines.js'
import { scanFields, type FieldTaker, type ScannedLine, countLines, createLineScanner } from './csv-scanner.js'
import { toEpochMilliseconds, parseNumber, timeErrorOf, createTimeParser } from './parse-values.js'
import { type FileLayout, ARCHIVE_NAMES, PLAIN_NAMES, findColumns, type ColumnMapping } from './column-names.js'

/**
 * Parses a csv file of minute candles: Binance's archive with and without header, or any with a header that names
 * timestamp, open, high, low, close, volume, in these words or in those of `layout`. Time stamps may be in s, ms, µs, ns or
 * ISO form. Throws UserError naming file, line and value at the first thing that is no candle, that does not open at a full
 * minute, or that lies outside `within`.
 */
export function parseCandlesCsv(
  bytes: Uint8Array,
  label: string,
  layout: FileLayout = {},
  within?: TimeRange,
): CandleLines {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lines = createLineScanner(buffer)
  if (!lines.next()) throw new UserError(`${label} is empty: expected candles`)
  const columns = detectCsvColumns(buffer.toString('utf8', lines.start, lines.end), label, layout.columns)
  const reader = createLineReader(buffer, columns, layout.timeFormat, within, label)
  let hasLine = columns.hasHeader ? lines.next() : true
  for (; hasLine; hasLine = lines.next()) reader.read(lines.start, lines.end, lines.number)
  return reader.finish()
}

interface LineReader {
  /** Reads the candle of one line; throws UserError where it is none. */
  read(start: number, end: number, number: number): void
  finish(): CandleLines
}

function createLineReader(
  buffer: Buffer,
  layout: CsvColumns,
  timeFormat: string | undefined,
  within: TimeRange | undefined,
  label: string,
): LineReader {
  const capacity = countLines(buffer)
  const times = new Float64Array(capacity)
  const lines = new Int32Array(capacity)
  const columns = allocateColumns(capacity)
  const delimiter = layout.delimiter.charCodeAt(0)
  const names = fieldNames(layout)
  const targets = names.map((name) => (name === undefined || name === 'time' ? undefined : columns[name]))
  const parseTime = createTimeParser(timeFormat)
  const textOf = (from: number, to: number): string => unquote(buffer.toString('latin1', from, to))
  const line: ScannedLine = { fields: 0, error: undefined }
  let rows = 0

  const takeTime = (from: number, to: number, value: number): string | undefined => {
    const quick = timeFormat === undefined ? toEpochMilliseconds(value) : undefined
    const time = quick ?? parseTime(textOf(from, to))
    const expected = timeFormat ?? 'an epoch time or an ISO time'
    if (time === undefined) return `time is "${textOf(from, to)}": expected ${expected}`
    times[rows] = time
    const isInside = time % MINUTE === 0 && (!within || (time >= within.from && time < within.to))
    return isInside ? undefined : timeErrorOf(textOf(from, to), time, within)
  }
  const takeText = (name: CandleColumn, from: number, to: number): string | undefined => {
    const value = parseValue(name, textOf(from, to))
    const minimum = name === 'volume' ? '' : ', 0 or more'
    if (value === undefined) return `${name} is "${textOf(from, to)}": expected a number${minimum}`
    columns[name][rows] = value
    return undefined
  }
  const take: FieldTaker = (field, from, to, value) => {
    const target = targets[field]
    if (target && value >= 0) target[rows] = value
    else {
      const name = names[field]
      if (name !== undefined) return name === 'time' ? takeTime(from, to, value) : takeText(name, from, to)
    }
    return undefined
  }
  return {
    read: (start, end, number) => {
      scanFields(buffer, start, end, delimiter, take, line)
      const { fields, error } = line
      // The number of fields comes first in the message, whatever else is wrong with the line.
      const problem =
        fields === layout.count ? (error ?? candleErrorAt(columns, rows)) : fieldCountError(fields, layout)
      if (problem) throw new UserError(`${label}, line ${number}: ${problem}`)
      lines[rows++] = number
    },
    finish: () => {
      if (rows === 0) throw new UserError(`${label} has a header but no candles`)
      for (const name of CANDLE_COLUMNS) columns[name] = columns[name].subarray(0, rows)
      return { label, place: 'line', times: times.subarray(0, rows), lines: lines.subarray(0, rows), columns }
    },
  }
}

function fieldCountError(fields: number, { count }: CsvColumns): string {
  return `it has ${fields} fields, expected ${count}`
}

/** What stands in each field of a line; undefined in those that are not read. */
function fieldNames({ time, fields, count }: CsvColumns): (CandleColumn | 'time' | undefined)[] {
  return Array.from({ length: count }, (_, place) =>
    place === time ? 'time' : CANDLE_COLUMNS.find((name) => fields[name] === place),
  )
}

/** A required value must be a number; another one may be empty, and must not be negative. */
function parseValue(name: CandleColumn, field: string): number | undefined {
  const optional = OPTIONAL_COLUMNS.has(name)
  if (optional && field === '') return Number.NaN
  const value = parseNumber(field)
  return optional && value !== undefined && value < 0 ? undefined : value
}

/** Where the values of a candle lie in a line of csv. */
interface CsvColumns {
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly time: number
  /** Field of each column; undefined where the file does not have it. */
  readonly fields: Readonly<Record<CandleColumn, number | undefined>>
  /** Fields that every line must have. */
  readonly count: number
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Detects the layout of a file from its first line. Throws UserError where that is none of a candle file. */
function detectCsvColumns(line: string, label: string, mapping: ColumnMapping = {}): CsvColumns {
  const delimiter = DELIMITERS.find((mark) => line.includes(mark)) ?? ','
  const fields = line.split(delimiter).map(unquote)
  const hasHeader = !/^[-+\d]/.test(fields[0] ?? '')
  const names = hasHeader ? fields : namesWithoutHeader(fields, label)
  const { time, values } = findColumns(names, mapping, hasHeader ? `${label}: its header` : label)
  return { delimiter, hasHeader, time, fields: values, count: fields.length }
}

/** A field without the blanks and quotation marks around it. */
function unquote(field: string): string {
  return field.trim().replace(/^"(.*)"$/, '$1')
}

function namesWithoutHeader(fields: readonly string[], label: string): readonly string[] {
  if (fields.length >= ARCHIVE_NAMES.length) return ARCHIVE_NAMES
  if (fields.length === PLAIN_NAMES.length) return PLAIN_NAMES
  throw new UserError(
    `${label}, line 1 has ${fields.length} fields and no header: expected ${PLAIN_NAMES.length} (${PLAIN_NAMES.join(', ')}) or the 12 of the Binance archive`,
  )
}
