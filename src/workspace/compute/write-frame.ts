import { extname } from 'node:path'
import { RequestError } from '../../core/request-error.js'
import { makeFrame } from '../../core/frame.js'
import type { Progress } from '../../core/progress.js'
import { timestampsOfGrid, writeFrameFile } from '../../store/arrow/frame-file.js'
import { encodeParquetFile } from '../../store/arrow/parquet-encode.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import type { ComputedTable } from './computed-table.js'
import { tableCsv } from './table-csv.js'

/** What can be written, by the end of the file's name. */
const FORMATS = ['.csv', '.arrow', '.parquet'] as const
export type TableFormat = (typeof FORMATS)[number]

/** Throws UserError where the name does not say which format is meant. */
export function formatOf(file: string): TableFormat {
  const format = FORMATS.find((ending) => ending === extname(file).toLowerCase())
  if (format) return format
  throw new RequestError(`{out} is ${file}: expected a name that ends in ${FORMATS.join(', ')}`)
}

export interface WriteOptions {
  /** What made the table, kept in an Arrow file's metadata. */
  readonly metadata: Readonly<Record<string, string>>
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Writes a table, lags expanded; the file is there whole or not at all. */
export async function writeTable(file: string, table: ComputedTable, options: WriteOptions): Promise<void> {
  const { grid, columns } = table
  const format = formatOf(file)
  if (format !== '.csv') {
    const views = columns.map(({ name, values, shift }) => [name, values.subarray(shift, shift + grid.rows)] as const)
    if (format === '.arrow') return writeFrameFile(file, makeFrame(grid, views), options.metadata)
    const timed = [['timestamp', timestampsOfGrid(grid)] as const, ...views]
    return writeAtomically(file, [await encodeParquetFile(timed, options.metadata)])
  }
  const task = options.progress.start(`writing ${file}`, grid.rows, 'rows')
  try {
    await writeAtomically(file, tableCsv(table, task, options.signal))
  } finally {
    task.end()
  }
}
