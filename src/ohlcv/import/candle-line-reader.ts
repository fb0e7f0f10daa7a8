import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import { OPTIONAL_COLUMNS, allocateColumns, candleErrorAt, countCandles, type CandleLines } from './candle-lines.js'
import type { FileLayout } from './column-names.js'
import { unquote, type CsvColumns } from './csv-columns.js'
import { scanFields, type FieldTaker, type LineScanner, type ScannedLine, countLines } from './csv-scanner.js'
import { openNumberLineReader, type NumberLines } from './number-lines.js'
import { toEpochMilliseconds, parseNumber, timeErrorOf, createTimeParser } from './parse-values.js'
import { createZoneCheck } from './zone-check.js'

/** A file's layout, and, where it is known, its length: then room for all candles is made at once. */
export type TextLayout = FileLayout & { readonly bytes?: number }

/** No line of candles is longer. */
export const MAX_LINE_BYTES = 16_384

/** Reads the candles of a text line by line. */
export interface CandleLineReader {
  /** Takes the bytes that the next lines lie in. */
  use(buffer: Buffer): void
  /** Reads candles as long as their lines are plain numbers without an error, and moves the scanner behind them. */
  readNumberLines(lines: LineScanner): void
  /** Reads the candle of one line; throws UserError where it is none. */
  read(start: number, end: number, number: number): void
  finish(): CandleLines
}

/** So many lines in a row that are no plain numbers, and the others are not expected to be. */
const MAX_OTHER_LINES = 64

/** Lines may become shorter than those of the first piece by such a share. */
const SPARE = 0.02

/** Six fields of one digit, and a line break. */
const MIN_LINE_BYTES = 12

export function createCandleLineReader(
  layout: CsvColumns,
  { timeFormat, utcOffset, bytes: total = 0 }: TextLayout,
  within: TimeRange | undefined,
  label: string,
): CandleLineReader {
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
  const wanted = [layout.time, ...CANDLE_COLUMNS.flatMap((name) => layout.fields[name] ?? [])]
  const numberReader =
    timeFormat === undefined
      ? openNumberLineReader({ delimiter, fields: layout.count, wanted, maxBytes: MAX_LINE_BYTES })
      : undefined
  let otherLines = 0
  let rows = 0
  let current = 0

  const reserve = (more: number): void => {
    if (rows + more <= times.length) return
    // The first piece is often the whole file, or tells how many lines the whole has: it gets what that needs, later ones twice as much.
    const capacity =
      rows === 0 ? Math.ceil(more * Math.max(1, (1 + SPARE) * (total / buffer.length))) : 2 * (rows + more)
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
  /** Whether a number is a time that a candle may have; it is then that of row `row`. */
  const takeQuickTime = (value: number, row: number): boolean => {
    const time = toEpochMilliseconds(value)
    if (time === undefined) return false
    times[row] = time
    return time % MINUTE === 0 && (!within || (time >= within.from && time < within.to))
  }
  /** Takes lines up to the first one with an error, which is then read by itself. */
  const takeNumberLines = (
    { count, starts, end, columns: [epochs = new Float64Array(), ...values] }: NumberLines,
    number: number,
  ): number => {
    for (const [index, column] of values.entries()) targets[wanted[index + 1] ?? 0]?.set(column, rows)
    const sound = countCandles(columns, rows, rows + count)
    let taken = 0
    while (taken < sound && takeQuickTime(epochs[taken] ?? Number.NaN, rows + taken)) {
      lines[rows + taken] = number + taken
      taken++
    }
    rows += taken
    return taken < count ? (starts[taken] ?? 0) : end
  }
  return {
    readNumberLines: (scanner) => {
      if (!numberReader) return
      while (otherLines < MAX_OTHER_LINES && scanner.place < buffer.length) {
        const read = numberReader(buffer, scanner.place)
        const before = rows
        scanner.place = takeNumberLines(read, scanner.number + 1)
        scanner.number += rows - before
        otherLines = rows > before ? 0 : otherLines + 1
        if (rows === before) return
      }
    },
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
