import type { Options } from 'csv-parse'

/** How tables of text are read, whoever wrote them: separated by comma, semicolon or tab. */
export const CSV_OPTIONS: Readonly<Options> = {
  bom: true,
  delimiter: [',', ';', '\t'],
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
}
