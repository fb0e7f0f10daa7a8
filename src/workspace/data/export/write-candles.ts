import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CancelledError } from '../../../core/errors.js'
import { RequestError } from '../../../core/request-error.js'
import { encodeArrowFile } from '../../../store/arrow/arrow-encode.js'
import { encodeParquetFile } from '../../../store/arrow/parquet-encode.js'
import { writeAtomically } from '../../../store/files/staged-file.js'
import type { ExportedCandles } from './exported-candles.js'

/** What can be written, by the end of the file's name. */
const FORMATS = ['.csv', '.csv.gz', '.arrow', '.feather', '.parquet'] as const
export type CandleFormat = (typeof FORMATS)[number]

const CHUNK_ROWS = 16_384

/** Throws RequestError where the name does not say which format is meant. */
export function candleFormatOf(file: string): CandleFormat {
  const format = FORMATS.find((ending) => file.toLowerCase().endsWith(ending))
  if (format) return format
  throw new RequestError(`{out} is ${basename(file)}: expected a name that ends in ${FORMATS.join(', ')}`)
}

/** Writes candles; the file is there whole or not at all. `metadata` is kept in Arrow and Parquet files. */
export async function writeCandles(
  file: string,
  candles: ExportedCandles,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  await writeAtomically(file, await partsOf(candleFormatOf(file), candles, metadata, signal))
}

async function partsOf(
  format: CandleFormat,
  candles: ExportedCandles,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Iterable<Uint8Array>> {
  const columns = [['timestamp', candles.times] as const, ...candles.columns]
  switch (format) {
    case '.csv':
      return csvParts(candles, signal)
    case '.csv.gz':
      return packed(csvParts(candles, signal))
    case '.parquet':
      return [await encodeParquetFile(columns, metadata)]
    case '.arrow':
    case '.feather':
      return encodeArrowFile(columns, candles.rows, new Map(Object.entries(metadata)))
  }
}

/** One gzip member for each part, which every reader of gzip joins. */
function* packed(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const part of parts) yield gzipSync(part)
}

/** `timestamp` in epoch ms; numbers read back as the same doubles, an unknown one is an empty field. */
function* csvParts({ rows, times, columns }: ExportedCandles, signal: AbortSignal): Generator<Uint8Array> {
  let lines = [['timestamp', ...columns.map(([name]) => name)].join(',')]
  for (let row = 0; row < rows; row++) {
    let line = String(times[row])
    for (const [, values] of columns) line += `,${textOf(values[row] ?? Number.NaN)}`
    lines.push(line)
    if (lines.length < CHUNK_ROWS) continue
    if (signal.aborted) throw new CancelledError('nothing was written')
    yield Buffer.from(`${lines.join('\n')}\n`)
    lines = []
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`)
}

function textOf(value: number): string {
  return Number.isNaN(value) ? '' : String(value)
}
