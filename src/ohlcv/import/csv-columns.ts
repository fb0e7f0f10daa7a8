import type { CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { ARCHIVE_NAMES, KRAKEN_NAMES, PLAIN_NAMES, findColumns, type ColumnMapping } from './column-names.js'

/** Where the values of a candle lie in a line of csv. */
export interface CsvColumns {
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
export function detectCsvColumns(line: string, label: string, mapping: ColumnMapping = {}): CsvColumns {
  const delimiter = DELIMITERS.find((mark) => line.includes(mark)) ?? ','
  const fields = line.split(delimiter).map(unquote)
  const hasHeader = !/^[-+\d]/.test(fields[0] ?? '')
  const names = hasHeader ? fields : namesWithoutHeader(fields, label)
  const { time, values } = findColumns(names, mapping, hasHeader ? `${label}: its header` : label)
  return { delimiter, hasHeader, time, fields: values, count: fields.length, isSparse: names === KRAKEN_NAMES }
}

/** A field without the blanks and quotation marks around it. */
export function unquote(field: string): string {
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
