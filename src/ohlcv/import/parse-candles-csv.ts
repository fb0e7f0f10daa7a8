import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import { OPTIONAL_COLUMNS, allocateColumns, candleErrorAt, type CandleLines } from './candle-lines.js'
import { NEWLINE, scanFields, type FieldTaker, type ScannedLine, countLines, createLineScanner } from './csv-scanner.js'
import { toEpochMilliseconds, parseNumber, timeErrorOf, createTimeParser } from './parse-values.js'
import { createZoneCheck } from './zone-check.js'
import {
  type FileLayout,
  ARCHIVE_NAMES,
  KRAKEN_NAMES,
  PLAIN_NAMES,
  findColumns,
  type ColumnMapping,
} from './column-names.js'

/**
 * Parses a csv file of minute candles: Binance's archive with and without header, Kraken's, or any with a header that names
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
  const parser = createCandlesCsvParser(label, layout, within)
  parser.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), true)
  return parser.finish()
}

/** Parses a file that comes in pieces. */
export interface CandlesCsvParser {
  /** Takes the next piece; `isLast` where none follows. Throws as `parseCandlesCsv` does. */
  add(piece: Buffer, isLast: boolean): void
  finish(): CandleLines
}

/** No line of candles is longer. */
const MAX_LINE_BYTES = 16_384

export function createCandlesCsvParser(label: string, layout: FileLayout, within?: TimeRange): CandlesCsvParser {
  let rest: Buffer = Buffer.alloc(0)
  let count = 0
  let reader: LineReader | undefined
  const longLineError = (number: number): UserError =>
    new UserError(`${label}, line ${number} is longer than ${MAX_LINE_BYTES} bytes: expected a candle`)
  return {
    add: (piece, isLast) => {
      const buffer = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
      const end = isLast ? buffer.length : buffer.lastIndexOf(NEWLINE) + 1
      const lines = createLineScanner(buffer.subarray(0, end), count)
      reader?.use(buffer.subarray(0, end))
      while (lines.next()) {
        if (lines.end - lines.start > MAX_LINE_BYTES) throw longLineError(lines.number)
        if (reader) reader.read(lines.start, lines.end, lines.number)
        else {
          const columns = detectCsvColumns(buffer.toString('utf8', lines.start, lines.end), label, layout.columns)
          reader = createLineReader(columns, layout, within, label)
          reader.use(buffer.subarray(0, end))
          if (!columns.hasHeader) reader.read(lines.start, lines.end, lines.number)
        }
      }
      count = lines.number
      rest = buffer.subarray(end)
      if (rest.length > MAX_LINE_BYTES) throw longLineError(count + 1)
    },
    finish: () => {
      if (!reader) throw new UserError(`${label} is empty: expected candles`)
      return reader.finish()
    },
  }
}

interface LineReader {
  /** Takes the bytes that the next lines lie in. */
  use(buffer: Buffer): void
  /** Reads the candle of one line; throws UserError where it is none. */
  read(start: number, end: number, number: number): void
  finish(): CandleLines
}

/** Six fields of one digit, and a line break. */
const MIN_LINE_BYTES = 12

function createLineReader(
  layout: CsvColumns,
  { timeFormat, utcOffset }: FileLayout,
  within: TimeRange | undefined,
  label: string,
): LineReader {
  let buffer: Buffer = Buffer.alloc(0)
  let times = new Float64Array()
  let lines = new Int32Array()
  let columns = allocateColumns(0)
  const delimiter = layout.delimiter.charCodeAt(0)
  const names = fieldNames(layout)
  const targets: (Float64Array | undefined)[] = []
  const parseTime = createTimeParser(timeFormat)
  const zones = createZoneCheck('line', utcOffset)
  const textOf = (from: number, to: number): string => unquote(buffer.toString('latin1', from, to))
  const line: ScannedLine = { fields: 0, error: undefined }
  let rows = 0
  let current = 0

  const reserve = (more: number): void => {
    if (rows + more <= times.length) return
    // The first piece is often the whole file: it gets what it needs, further ones twice as much.
    const capacity = rows === 0 ? more : 2 * (rows + more)
    const [oldTimes, oldLines, old] = [times, lines, columns]
    times = new Float64Array(capacity)
    times.set(oldTimes)
    lines = new Int32Array(capacity)
    lines.set(oldLines)
    columns = allocateColumns(capacity)
    for (const name of CANDLE_COLUMNS) columns[name].set(old[name])
    for (const [field, name] of names.entries())
      targets[field] = name === undefined || name === 'time' ? undefined : columns[name]
  }
  const takeTime = (from: number, to: number, value: number): string | undefined => {
    const quick = timeFormat === undefined ? toEpochMilliseconds(value) : undefined
    const text = quick === undefined ? textOf(from, to) : ''
    const parsed = quick ?? parseTime(text)
    if (parsed === undefined) return `time is "${text}": expected ${timeFormat ?? 'an epoch time or an ISO time'}`
    const zoneError = quick === undefined ? zones.add(text, current) : undefined
    if (zoneError) return zoneError
    const time = quick ?? parsed - zones.shift(text)
    times[rows] = time
    const isInside = time % MINUTE === 0 && (!within || (time >= within.from && time < within.to))
    return isInside && quick !== undefined ? undefined : timeErrorOf(textOf(from, to), time, within)
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
    use: (bytes) => {
      buffer = bytes
      reserve(Math.min(countLines(bytes), Math.ceil(bytes.length / MIN_LINE_BYTES) + 1))
    },
    read: (start, end, number) => {
      current = number
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
      return {
        label,
        place: 'line',
        times: times.subarray(0, rows),
        lines: lines.subarray(0, rows),
        columns,
        isSparse: layout.isSparse,
        lacksZone: zones.lacksZone,
      }
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
  /** Whether a minute without a line is one without a trade. */
  readonly isSparse: boolean
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Detects the layout of a file from its first line. Throws UserError where that is none of a candle file. */
function detectCsvColumns(line: string, label: string, mapping: ColumnMapping = {}): CsvColumns {
  const delimiter = DELIMITERS.find((mark) => line.includes(mark)) ?? ','
  const fields = line.split(delimiter).map(unquote)
  const hasHeader = !/^[-+\d]/.test(fields[0] ?? '')
  const names = hasHeader ? fields : namesWithoutHeader(fields, label)
  const { time, values } = findColumns(names, mapping, hasHeader ? `${label}: its header` : label)
  return { delimiter, hasHeader, time, fields: values, count: fields.length, isSparse: names === KRAKEN_NAMES }
}

/** A field without the blanks and quotation marks around it. */
function unquote(field: string): string {
  return field.trim().replace(/^"(.*)"$/, '$1')
}

function namesWithoutHeader(fields: readonly string[], label: string): readonly string[] {
  if (fields.length >= ARCHIVE_NAMES.length) return ARCHIVE_NAMES
  if (fields.length === PLAIN_NAMES.length) return PLAIN_NAMES
  if (fields.length === KRAKEN_NAMES.length && isKrakenLine(fields)) return KRAKEN_NAMES
  throw new UserError(
    `${label}, line 1 has ${fields.length} fields and no header: expected ${PLAIN_NAMES.length} (${PLAIN_NAMES.join(', ')}), the 7 of Kraken's archive or the 12 of Binance's`,
  )
}

/** Seconds come first, and the number of trades last: at least one. */
function isKrakenLine(fields: readonly string[]): boolean {
  return /^\d{9,10}$/.test(fields[0] ?? '') && /^[1-9]\d*$/.test(fields.at(-1) ?? '')
}
