import { UserError } from '../../core/errors.js'
import { FILE_COLUMNS, type ColumnMapping, type FileColumn } from '../../ohlcv/import/column-names.js'

/** What `--columns time=date,open=o` says. Throws UserError for a column that candles do not have. */
export function columnMapping(text: string | undefined): ColumnMapping {
  const mapping: Partial<Record<FileColumn, string>> = {}
  for (const part of text === undefined ? [] : text.split(',')) {
    const [, name = '', own = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? []
    const column = FILE_COLUMNS.find((known) => known === name)
    if (column === undefined) {
      throw new UserError(
        `--columns is ${text ?? ''}: ${part} is not NAME=COLUMN OF THE FILE with a name of ${FILE_COLUMNS.join(', ')}`,
      )
    }
    mapping[column] = own
  }
  return mapping
}
