import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { csvColumnsOf, unquoted, type CsvColumns } from './csv-columns.js'
import { candleFault, numberFrom, timeFrom } from './csv-values.js'

/** Candles as a file has them, line by line: unsorted, perhaps with duplicates. */
export interface CandleLines {
  /** Name of the file, for messages. */
  readonly label: string
  /** Open times, epoch ms. */
  readonly times: Float64Array
  readonly columns: Readonly<Record<CandleColumn, Float64Array>>
  /** Line of the file that each candle stands in, from 1. */
  readonly lines: Int32Array
}

/** A growing list of parsed lines. */
interface Builder {
  readonly times: number[]
  readonly columns: Readonly<Record<CandleColumn, number[]>>
  readonly lines: number[]
}

const NEWLINE = 10

/**
 * Parses a csv file of minute candles: Binance's archive with and without header, or any with a header that names
 * timestamp, open, high, low, close, volume. Time stamps may be in s, ms, µs, ns or ISO form. Throws UserError naming file,
 * line and value at the first thing that is no candle, that does not open at a full minute, or that lies outside `within`.
 */
export function parseCandlesCsv(bytes: Uint8Array, label: string, within?: TimeRange): CandleLines {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const built = emptyBuilder()
  let layout: CsvColumns | undefined
  for (const { text, number } of linesOf(buffer)) {
    if (!layout) {
      layout = csvColumnsOf(text, label)
      if (layout.hasHeader) continue
    }
    const fault = addLine(text, layout, built, number, within)
    if (fault) throw new UserError(`${label}, line ${number}: ${fault}`)
  }
  if (!layout) throw new UserError(`${label} is empty: expected candles`)
  if (built.times.length === 0) throw new UserError(`${label} has a header but no candles`)
  return packed(built, label)
}

function emptyBuilder(): Builder {
  const columns = {
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
    quoteVolume: [],
    trades: [],
    takerBuyVolume: [],
  }
  return { times: [], lines: [], columns }
}

function* linesOf(buffer: Buffer): Generator<{ text: string; number: number }> {
  const BOM = 3
  let number = 0
  let start = buffer.subarray(0, BOM).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? BOM : 0
  while (start < buffer.length) {
    const newline = buffer.indexOf(NEWLINE, start)
    const end = newline < 0 ? buffer.length : newline
    const text = buffer.toString('latin1', start, end).trim()
    number++
    start = end + 1
    if (text !== '') yield { text, number }
  }
}

/** Adds the candle of one line, or says what is wrong with it. */
function addLine(
  text: string,
  layout: CsvColumns,
  built: Builder,
  number: number,
  within: TimeRange | undefined,
): string | undefined {
  const fields = text.split(layout.delimiter)
  if (fields.length !== layout.count) return `it has ${fields.length} fields, expected ${layout.count}`
  const stamp = unquoted(fields[layout.time] ?? '')
  const time = timeFrom(stamp)
  if (time === undefined) return `time is "${stamp}": expected an epoch time or an ISO time`
  const misplaced = timeFault(stamp, time, within)
  if (misplaced) return misplaced
  for (const name of CANDLE_COLUMNS) {
    const place = layout.fields[name]
    const field = place === undefined ? '' : unquoted(fields[place] ?? '')
    const value = valueOf(name, field)
    if (value === undefined) return `${name} is "${field}": expected a number${name === 'volume' ? '' : ', 0 or more'}`
    built.columns[name].push(value)
  }
  built.times.push(time)
  built.lines.push(number)
  return lastFault(built)
}

/** Required values must be numbers; the others may be empty, and must not be negative. */
function valueOf(name: CandleColumn, field: string): number | undefined {
  const optional = name === 'quoteVolume' || name === 'trades' || name === 'takerBuyVolume'
  if (optional && field === '') return Number.NaN
  const value = numberFrom(field)
  return optional && value !== undefined && value < 0 ? undefined : value
}

function lastFault({ columns }: Builder): string | undefined {
  const last = (name: CandleColumn): number => columns[name].at(-1) ?? Number.NaN
  return candleFault(last('open'), last('high'), last('low'), last('close'), last('volume'))
}

function timeFault(stamp: string, time: number, within: TimeRange | undefined): string | undefined {
  if (time % MINUTE !== 0) return `time ${stamp} (${isoText(time)}) is not at the start of a minute`
  if (!within || (time >= within.from && time < within.to)) return undefined
  return `time ${stamp} (${isoText(time)}) lies outside of ${isoMinute(within.from)} to ${isoMinute(within.to)}, which the file's name says`
}

function isoText(time: number): string {
  return time % MINUTE === 0 ? isoMinute(time) : new Date(time).toISOString()
}

function packed({ times, lines, columns }: Builder, label: string): CandleLines {
  return {
    label,
    times: Float64Array.from(times),
    lines: Int32Array.from(lines),
    columns: {
      open: Float64Array.from(columns.open),
      high: Float64Array.from(columns.high),
      low: Float64Array.from(columns.low),
      close: Float64Array.from(columns.close),
      volume: Float64Array.from(columns.volume),
      quoteVolume: Float64Array.from(columns.quoteVolume),
      trades: Float64Array.from(columns.trades),
      takerBuyVolume: Float64Array.from(columns.takerBuyVolume),
    },
  }
}
