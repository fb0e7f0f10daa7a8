import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { RequestError } from '../../core/request-error.js'
import { REQUIRED_COLUMNS } from './candle-lines.js'

/** A column of a file of candles: a value, or the open time. */
export type FileColumn = CandleColumn | 'time'

/** The user's names of columns, as the file spells them; columns that are not named are recognised. */
export type ColumnMapping = Readonly<Partial<Record<FileColumn, string>>>

/** Headers of each column, as spelt by Binance's archive, ccxt, pandas and plain files, without case and separators. */
const HEADERS: Readonly<Record<FileColumn, readonly string[]>> = {
  time: ['timestamp', 'opentime', 'time', 'date', 'datetime', 'unix', 'indexlevel', 'index'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume', 'basevolume'],
  quoteVolume: ['quotevolume', 'quoteassetvolume'],
  trades: ['trades', 'count', 'numberoftrades', 'tradecount'],
  takerBuyVolume: ['takerbuyvolume', 'takerbuybaseassetvolume', 'takerbuybasevolume'],
}
export const FILE_COLUMNS: readonly FileColumn[] = ['time', ...CANDLE_COLUMNS]

/** Place of each column among a file's names; undefined where the file does not have it. */
export interface ColumnPlaces {
  readonly time: number
  readonly values: Readonly<Record<CandleColumn, number | undefined>>
}

/** Finds the columns by the user's names, else by the usual ones. Throws RequestError where one that is required is missing. */
export function findColumns(names: readonly string[], mapping: ColumnMapping, label: string): ColumnPlaces {
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const place = (column: FileColumn): number | undefined => {
    const given = mapping[column]
    const index = given === undefined ? plain.findIndex((name) => HEADERS[column].includes(name)) : names.indexOf(given)
    if (given !== undefined && index < 0) {
      throw new RequestError(
        `${label} has no column ${given}, which {columns} names for ${column}; it has ${listNames(names)}`,
      )
    }
    return index < 0 ? undefined : index
  }
  const time = place('time')
  const missing = time === undefined ? 'timestamp' : REQUIRED_COLUMNS.find((column) => place(column) === undefined)
  if (time === undefined || missing) {
    throw new RequestError(
      `${label} has no column ${missing}; expected at least timestamp,open,high,low,close,volume, it has ${listNames(names)}; say which is which with {columns} time=NAME,open=NAME,…`,
    )
  }
  refuseTwice(FILE_COLUMNS.map(place), names, label)
  const [open, high, low, close, volume, quoteVolume, trades, takerBuyVolume] = CANDLE_COLUMNS.map(place)
  return { time, values: { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } }
}

/** Throws RequestError where two columns are found in one place. */
function refuseTwice(places: readonly (number | undefined)[], names: readonly string[], label: string): void {
  const index = places.findIndex((place, at) => place !== undefined && places.indexOf(place) < at)
  const place = places[index]
  if (place === undefined) return
  const both = FILE_COLUMNS.filter((_, at) => places[at] === place).join(' and ')
  throw new RequestError(
    `${label}: its column ${names[place] ?? ''} is taken for ${both}; say which is which with {columns}`,
  )
}

const MAX_LISTED_NAMES = 20

function listNames(names: readonly string[]): string {
  return names.length > MAX_LISTED_NAMES ? `${names.slice(0, MAX_LISTED_NAMES).join(',')},…` : names.join(',')
}

/** The columns of Binance's archive and of its klines, whose files may lack a header. */
export const ARCHIVE_NAMES: readonly string[] = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
]

/** The columns of a plain file without a header. */
export const PLAIN_NAMES: readonly string[] = ['timestamp', 'open', 'high', 'low', 'close', 'volume']

/** The columns of Kraken's archive, which has no header, and no line where there was no trade. */
export const KRAKEN_NAMES: readonly string[] = [...PLAIN_NAMES, 'trades']

/** What the user gives of a file's layout; the rest is recognised. */
export interface FileLayout {
  readonly columns?: ColumnMapping | undefined
  /** `s`, `ms`, `us`, `ns`, `iso` or a pattern such as `%d.%m.%Y %H:%M`. */
  readonly timeFormat?: string | undefined
  /** Offset of times that are written without a zone, such as `+02:00`; default: UTC. */
  readonly utcOffset?: string | undefined
}
