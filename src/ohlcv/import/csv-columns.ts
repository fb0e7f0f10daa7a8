import type { CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { ARCHIVE_NAMES, PLAIN_NAMES } from './archive-names.js'
import { columnPlaces, type ColumnMapping } from './column-names.js'

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

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Finds out from its first line how a file is laid out. Throws UserError where that is no candle file. */
export function csvColumnsOf(line: string, label: string, mapping: ColumnMapping = {}): CsvColumns {
  const delimiter = DELIMITERS.find((mark) => line.includes(mark)) ?? ','
  const fields = line.split(delimiter).map(unquoted)
  const hasHeader = !/^[-+\d]/.test(fields[0] ?? '')
  const names = hasHeader ? fields : namesWithoutHeader(fields, label)
  const { time, values } = columnPlaces(names, mapping, hasHeader ? `${label}: its header` : label)
  return { delimiter, hasHeader, time, fields: values, count: fields.length }
}

/** A field without the blanks and quotation marks around it. */
export function unquoted(field: string): string {
  return field.trim().replace(/^"(.*)"$/, '$1')
}

function namesWithoutHeader(fields: readonly string[], label: string): readonly string[] {
  if (fields.length >= ARCHIVE_NAMES.length) return ARCHIVE_NAMES
  if (fields.length === PLAIN_NAMES.length) return PLAIN_NAMES
  throw new UserError(
    `${label}, line 1 has ${fields.length} fields and no header: expected ${PLAIN_NAMES.length} (${PLAIN_NAMES.join(', ')}) or the 12 of the Binance archive`,
  )
}
