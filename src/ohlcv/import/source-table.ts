import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import type { TimeRange } from '../../core/time.js'
import { OPTIONAL_COLUMNS, allocateColumns, candleErrorAt, type CandleLines } from './candle-lines.js'
import { findColumns, type FileLayout } from './column-names.js'
import {
  createTimeParser,
  parseNumber,
  parseUtcOffset,
  timeErrorOf,
  timeUnitOf,
  toEpochMilliseconds,
} from './parse-values.js'
import { createZoneCheck } from './zone-check.js'

/** Values of one column: numbers, NaN where there is none; times as epoch ms; or texts. */
export type SourceColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | {
      readonly kind: 'time'
      readonly values: Float64Array
      /** Whether its type says UTC, or another zone. */ readonly zoned: boolean
    }
  | { readonly kind: 'text'; readonly values: readonly string[] }

/** A table as a file has it; columns are read one by one. */
export interface SourceTable {
  readonly names: readonly string[]
  readonly rows: number
  read(name: string): Promise<SourceColumn>
}

/** Reads the candles of a table. Throws UserError naming file, row and value at the first one that is no candle. */
export async function tableToCandleLines(
  table: SourceTable,
  label: string,
  { columns: mapping = {}, ...layout }: FileLayout,
  within?: TimeRange,
): Promise<CandleLines> {
  const places = findColumns(table.names, mapping, label)
  const nameAt = (place: number): string => table.names[place] ?? ''
  if (table.rows === 0) throw new UserError(`${label} holds no candles`)
  const { times, lacksZone } = parseTimes(await table.read(nameAt(places.time)), label, layout, within)
  const columns = allocateColumns(table.rows)
  for (const name of CANDLE_COLUMNS) {
    const place = places.values[name]
    if (place !== undefined) columns[name].set(parseValues(name, await table.read(nameAt(place)), label))
  }
  for (let row = 0; row < table.rows; row++) {
    const error = candleErrorAt(columns, row)
    if (error) throw new UserError(`${label}, row ${row + 1}: ${error}`)
  }
  return { label, place: 'row', times, columns, lines: Int32Array.from(times, (_, row) => row + 1), lacksZone }
}

function parseTimes(
  column: SourceColumn,
  label: string,
  { timeFormat, utcOffset }: FileLayout,
  within: TimeRange | undefined,
): { times: Float64Array; lacksZone: boolean } {
  const parse = createTimeParser(timeFormat)
  const unit = timeUnitOf(timeFormat)
  const zones = createZoneCheck('row', utcOffset)
  const isLocal = column.kind === 'time' && !column.zoned
  const offset = isLocal && utcOffset !== undefined ? parseUtcOffset(utcOffset) : 0
  const timeOf = (value: number): number | undefined => {
    if (column.kind === 'time') return Number.isNaN(value) ? undefined : value - offset
    return unit ? (value * unit[0]) / unit[1] : toEpochMilliseconds(value)
  }
  const textTime = (text: string): number | undefined => {
    const time = parse(text)
    return time === undefined ? undefined : time - zones.shift(text)
  }
  const times = new Float64Array(column.values.length)
  for (const [row, value] of column.values.entries()) {
    const time = typeof value === 'string' ? textTime(value) : timeOf(value)
    const error =
      time === undefined || Number.isNaN(time)
        ? `time is ${typeof value === 'string' ? `"${value}"` : value}: expected an epoch time or an ISO time`
        : ((typeof value === 'string' ? zones.add(value, row + 1) : undefined) ??
          timeErrorOf(String(value), time, within))
    if (error) throw new UserError(`${label}, row ${row + 1}: ${error}`)
    times[row] = time ?? Number.NaN
  }
  return { times, lacksZone: zones.lacksZone || (isLocal && utcOffset === undefined) }
}

function parseValues(name: CandleColumn, column: SourceColumn, label: string): Float64Array {
  if (column.kind === 'time') throw new UserError(`${label}: its column ${name} holds times, expected numbers`)
  const numbers = column.kind === 'text' ? parseNumbers(name, column.values, label) : column.values
  const wrong = OPTIONAL_COLUMNS.has(name) ? numbers.findIndex((value) => value < 0 || value === Infinity) : -1
  if (wrong < 0) return numbers
  throw new UserError(`${label}, row ${wrong + 1}: ${name} is ${numbers[wrong]}: expected a number, 0 or more`)
}

function parseNumbers(name: CandleColumn, texts: readonly string[], label: string): Float64Array {
  return Float64Array.from(texts, (text, row) => {
    const number = text === '' ? Number.NaN : parseNumber(text)
    if (number !== undefined) return number
    throw new UserError(`${label}, row ${row + 1}: ${name} is "${text}": expected a number`)
  })
}
