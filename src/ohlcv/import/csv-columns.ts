import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'

/** Where the values of a candle lie in a line of csv. */
export interface CsvColumns {
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly time: number
  /** Field of each column; undefined where the file does not have it. */
  readonly fields: Readonly<Record<CandleColumn, number | undefined>>
  /** Fields that every line must have. */
  readonly count: number
}

/** Headers of each column, as spelt by Binance's archive, ccxt, pandas and plain files, without case and separators. */
const HEADERS: Readonly<Record<CandleColumn | 'time', readonly string[]>> = {
  time: ['timestamp', 'opentime', 'time', 'date', 'datetime', 'unix'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume', 'basevolume'],
  quoteVolume: ['quotevolume', 'quoteassetvolume'],
  trades: ['trades', 'count', 'numberoftrades', 'tradecount'],
  takerBuyVolume: ['takerbuyvolume', 'takerbuybaseassetvolume', 'takerbuybasevolume'],
}
const REQUIRED = ['open', 'high', 'low', 'close', 'volume'] as const satisfies readonly CandleColumn[]
/** The archive's files without a header: open time, o, h, l, c, volume, close time, quote volume, trades, taker's part, … */
const ARCHIVE_FIELDS = { open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: 7, trades: 8, takerBuyVolume: 9 }
const ARCHIVE_COUNT = 11
const PLAIN_COUNT = 6

/** Finds out from its first line how a file is laid out. Throws UserError where that is no candle file. */
export function csvColumnsOf(line: string, label: string): CsvColumns {
  const delimiter = [',', ';', '\t'].find((mark) => line.includes(mark)) ?? ','
  const fields = line.split(delimiter).map(unquoted)
  return /^[-+\d]/.test(fields[0] ?? '')
    ? withoutHeader(fields, delimiter, label)
    : withHeader(fields, delimiter, label)
}

/** A field without the blanks and quotation marks around it. */
export function unquoted(field: string): string {
  return field.trim().replace(/^"(.*)"$/, '$1')
}

function withoutHeader(fields: readonly string[], delimiter: string, label: string): CsvColumns {
  const archive = fields.length >= ARCHIVE_COUNT
  if (!archive && fields.length !== PLAIN_COUNT) {
    throw new UserError(
      `${label}, line 1 has ${fields.length} fields and no header: expected ${PLAIN_COUNT} (timestamp, open, high, low, close, volume) or the 12 of the Binance archive`,
    )
  }
  const none = { quoteVolume: undefined, trades: undefined, takerBuyVolume: undefined }
  const places = archive ? ARCHIVE_FIELDS : { ...ARCHIVE_FIELDS, ...none }
  return { delimiter, hasHeader: false, time: 0, fields: places, count: fields.length }
}

function withHeader(fields: readonly string[], delimiter: string, label: string): CsvColumns {
  const names = fields.map((field) => field.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const place = (column: CandleColumn | 'time'): number | undefined => {
    const index = names.findIndex((name) => HEADERS[column].includes(name))
    return index < 0 ? undefined : index
  }
  const time = place('time')
  const missing = time === undefined ? 'timestamp' : REQUIRED.find((column) => place(column) === undefined)
  if (time === undefined || missing) {
    throw new UserError(
      `${label}: its header has no column ${missing}; expected at least timestamp,open,high,low,close,volume`,
    )
  }
  const [open, high, low, close, volume, quoteVolume, trades, takerBuyVolume] = CANDLE_COLUMNS.map(place)
  const places = { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }
  return { delimiter, hasHeader: true, time, fields: places, count: fields.length }
}
