import { alwaysOpen } from '../../core/calendar.js'
import { UserError } from '../../core/errors.js'
import {
  QUOTE_COLUMNS,
  allocateQuotes,
  quoteErrorOf,
  type QuoteColumn,
  type Quotes,
} from '../../store/quotes/quotes.js'
import { DAY, MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { createTimeParser, hasZone, parseNumber, parseUtcOffset } from './parse-values.js'

/** The quotes of one file, the last of each minute. */
export interface FileQuotes {
  readonly label: string
  readonly quotes: Quotes
  /** Lines of the file. */
  readonly rows: number
  /** What was assumed of the file, and what of it was left out; keys of an import's request stand in braces. */
  readonly remarks: readonly string[]
}

/** Takes the lines of a file one by one. Every error is a UserError that names the line. */
export interface QuoteReader {
  add(fields: readonly string[], line: number): void
  /** Throws UserError where no line is a quote. */
  finish(): FileQuotes
}

export interface QuoteLayout {
  /** Start of the UTC day that a file without a header counts its milliseconds from, as LEAN names its files. */
  readonly day?: number | undefined
  /** As `createTimeParser` takes it. */
  readonly timeFormat?: string | undefined
  /** Offset of times that are written without a zone; default: UTC. */
  readonly utcOffset?: string | undefined
}

/** Headers of each column, without case and separators. */
const HEADERS: Readonly<Record<QuoteColumn | 'time', readonly string[]>> = {
  time: ['timestamp', 'time', 'opentime', 'date', 'datetime', 'index'],
  bid: ['bid', 'bidprice', 'bestbid', 'bestbidprice'],
  ask: ['ask', 'askprice', 'bestask', 'bestaskprice'],
  bidSize: ['bidsize', 'bidqty', 'bidamount', 'bidvolume', 'bestbidqty'],
  askSize: ['asksize', 'askqty', 'askamount', 'askvolume', 'bestaskqty'],
}

/** Where a line has its values; undefined where it does not have them. */
type Places = Readonly<Record<QuoteColumn | 'time', number | undefined>> & { readonly count: number }

/** LEAN's quotes of a minute: the time, then open, high, low, close and last size of the bid, then of the ask. */
const LEAN: Places = { time: 0, bid: 4, bidSize: 5, ask: 9, askSize: 10, count: 11 }

/** A longer stretch without quotes inside one file is taken for a wrong time stamp. */
const MAX_GAP = 366 * DAY

interface Line {
  readonly time: number
  readonly values: readonly number[]
}

/** Makes the reader of one file; its first line says how it is laid out. */
export function createQuoteReader(label: string, layout: QuoteLayout = {}): QuoteReader {
  const parseTime = timeReader(label, layout)
  const dropped = new Map<string, { count: number; readonly first: string }>()
  const minutes = new Map<number, Line>()
  let places: Places | undefined
  let previous = -Infinity
  let rows = 0
  let lacksZone = false
  return {
    add: (fields, line) => {
      const at = `${label}, line ${line}`
      if (!places) {
        places = placesOf(fields, at, layout)
        if (places !== LEAN) return
      }
      if (fields.length !== places.count)
        throw new UserError(
          `${at} has ${fields.length} fields, expected ${places.count} as the lines before it: the file is torn or damaged`,
        )
      rows++
      const stamp = fields[places.time ?? 0] ?? ''
      const time = parseTime(stamp, at)
      lacksZone ||= places !== LEAN && hasZone(stamp) === false
      if (time < previous)
        throw new UserError(`${at}: time goes backwards, from ${isoMinute(previous)} to ${isoMinute(time)}`)
      if (time - previous > MAX_GAP && previous > -Infinity)
        throw new UserError(`${at}: ${isoMinute(time)} is more than a year after the line before it`)
      previous = time
      const values = valuesOf(fields, places, at)
      const [bid = Number.NaN, ask = Number.NaN] = values
      const error = quoteErrorOf(bid, ask)
      if (error === undefined) minutes.set(Math.floor(time / MINUTE), { time, values })
      else {
        const known = dropped.get(error)
        if (known) known.count++
        else dropped.set(error, { count: 1, first: `${isoMinute(time)} (line ${line}): bid ${bid}, ask ${ask}` })
      }
    },
    finish: () => {
      const left = [...dropped].map(
        ([error, { count, first }]) =>
          `left out ${count === 1 ? '1 quote' : `${count} quotes`} ${error}, the first at ${first}`,
      )
      if (minutes.size === 0)
        throw new UserError(`${label} has no quotes${left.length > 0 ? `: ${left.join('; ')}` : ''}`)
      const zone = lacksZone && layout.utcOffset === undefined
      const remarks = zone ? ['its times have no zone and were read as UTC; name another with {utcOffset}'] : []
      return { label, quotes: quotesOf(minutes), rows, remarks: [...remarks, ...left] }
    },
  }
}

function timeReader(label: string, { day, timeFormat, utcOffset }: QuoteLayout): (stamp: string, at: string) => number {
  const offset = utcOffset === undefined ? 0 : parseUtcOffset(utcOffset)
  const parse = createTimeParser(timeFormat)
  return (stamp, at) => {
    if (day !== undefined) {
      const milliseconds = /^\d+$/.test(stamp) ? Number(stamp) : Number.NaN
      if (milliseconds < DAY) return day + milliseconds - offset
      throw new UserError(
        `${at}: time is ${stamp}, expected milliseconds since midnight, 0 to ${DAY - 1}, as the name of ${label} says`,
      )
    }
    const time = parse(stamp)
    if (time === undefined)
      throw new UserError(
        `${at}: time is ${stamp || 'empty'}, expected an ISO time or a number of s, ms, µs or ns since 1970`,
      )
    return hasZone(stamp) === false ? time - offset : time
  }
}

function placesOf(fields: readonly string[], at: string, { day }: QuoteLayout): Places {
  if (day !== undefined && /^\d/.test(fields[0] ?? '')) {
    if (fields.length === LEAN.count) return LEAN
    throw new UserError(
      `${at} has ${fields.length} fields, expected ${LEAN.count}: time, open, high, low, close and size of the bid, the same of the ask`,
    )
  }
  const plain = fields.map((name) => name.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const place = (column: QuoteColumn | 'time'): number | undefined => {
    const found = plain.findIndex((name) => HEADERS[column].includes(name))
    return found < 0 ? undefined : found
  }
  const required = (['time', 'bid', 'ask'] as const).find((column) => place(column) === undefined)
  if (required)
    throw new UserError(
      `${at}: no column ${required === 'time' ? 'timestamp' : required}; expected a header with timestamp, bid, ask and optionally bid_size, ask_size, it has ${fields.slice(0, 20).join(',')}`,
    )
  const [bid, ask, bidSize, askSize] = QUOTE_COLUMNS.map(place)
  return { time: place('time'), bid, ask, bidSize, askSize, count: fields.length }
}

/** Bid, ask and their sizes; NaN for what is empty or called so. */
function valuesOf(fields: readonly string[], places: Places, at: string): number[] {
  return QUOTE_COLUMNS.map((name) => {
    const place = places[name]
    const text = place === undefined ? '' : (fields[place] ?? '').trim()
    if (text === '' || /^nan$/i.test(text)) return Number.NaN
    const value = parseNumber(text)
    if (value === undefined) throw new UserError(`${at}: ${name} is ${text}, expected a number`)
    return name.endsWith('Size') && value < 0 ? Number.NaN : value
  })
}

function quotesOf(minutes: ReadonlyMap<number, Line>): Quotes {
  const calendar = alwaysOpen()
  const times = [...minutes.keys()].map((minute) => minute * MINUTE)
  const first = calendar.ordinalAt(times[0] ?? 0)
  const quotes = allocateQuotes({ calendar, first, rows: calendar.ordinalAt(times.at(-1) ?? 0) + 1 - first })
  for (const { time, values } of minutes.values()) {
    const row = calendar.ordinalAt(time) - first
    for (const [index, name] of QUOTE_COLUMNS.entries()) quotes[name][row] = values[index] ?? Number.NaN
  }
  return quotes
}

/** What a file's name says of its quotes. */
export interface QuoteFileName {
  readonly pair: string
  readonly interval: string
  /** The day that LEAN's files count their times from. */
  readonly range?: TimeRange
}

/** `20221213_btcusdt_minute_quote.csv`: the names of LEAN's minute quotes. */
const LEAN_NAME = /^(\d{4})(\d{2})(\d{2})_([a-z0-9]+)_minute_quote\.csv/i

/** Reads a file's name; undefined where it follows no pattern that is known. */
export function parseQuoteFileName(name: string): QuoteFileName | undefined {
  const [, year, month, date, pair] = LEAN_NAME.exec(name) ?? []
  const from = Date.parse(`${year}-${month}-${date}T00:00Z`)
  if (pair === undefined || Number.isNaN(from)) return undefined
  return { pair: pair.toUpperCase(), interval: '1m', range: { from, to: from + DAY } }
}

/** Whether a name says that its file holds quotes, as `20221213_quote.zip` and `fil-quotes.csv` do. */
export function isQuoteFileName(name: string): boolean {
  return /(?:^|[-_. ])quotes?(?=[-_. ]|$)/i.test(name)
}
