import { basename, extname } from 'node:path'
import type { Frame } from '../../core/frame.js'
import type { Progress } from '../../core/progress.js'
import { RequestError } from '../../core/request-error.js'
import { timestampsOfGrid, writeFrameFile } from '../../store/arrow/frame-file.js'
import { encodeParquetFile } from '../../store/arrow/parquet-encode.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import { frameCsv } from './frame-csv.js'

/** What can be written, by the end of the file's name. */
const FORMATS = ['.csv', '.arrow', '.parquet'] as const
export type FrameFormat = (typeof FORMATS)[number]

/** Throws RequestError where the name does not say which format is meant. */
export function frameFormatOf(file: string): FrameFormat {
  const format = FORMATS.find((ending) => ending === extname(file).toLowerCase())
  if (format) return format
  throw new RequestError(`{out} is ${basename(file)}: expected a name that ends in ${FORMATS.join(', ')}`)
}

export interface WriteOptions {
  /** What made the frame, kept in the metadata of an Arrow and a Parquet file. */
  readonly metadata: Readonly<Record<string, string>>
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Writes a frame; the file is there whole or not at all. */
export async function writeFrame(
  file: string,
  frame: Frame,
  { metadata, progress, signal }: WriteOptions,
): Promise<void> {
  switch (frameFormatOf(file)) {
    case '.arrow':
      return writeFrameFile(file, frame, metadata)
    case '.parquet': {
      const columns = [['timestamp', timestampsOfGrid(frame.grid)] as const, ...frame.columns]
      return writeAtomically(file, [await encodeParquetFile(columns, metadata)])
    }
    case '.csv': {
      const task = progress.start(`writing ${file}`, frame.grid.rows, 'rows')
      try {
        return await writeAtomically(file, frameCsv(frame, task, signal))
      } finally {
        task.end()
      }
    }
  }
}
