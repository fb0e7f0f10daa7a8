import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { CancelledError, UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import {
  createQuoteReader,
  parseQuoteFileName,
  type FileQuotes,
  type QuoteFileName,
  type QuoteLayout,
} from '../../ohlcv/import/quote-reader.js'
import { statDataFile } from '../../store/files/data-file.js'
import { candleFileKind } from './candle-file-kind.js'
import { streamGunzip } from './gunzip.js'
import { readLimits, type LimitOverrides } from './read-limits.js'
import { openUnpackBudget } from './unpack-budget.js'
import { openZip } from './unzip.js'
import { CSV_OPTIONS } from './csv-options.js'

/** The quotes of a file, and what its name says; a zip may hold several. */
export interface QuoteSource extends FileQuotes {
  readonly named: QuoteFileName | undefined
}

export interface QuoteReading {
  readonly layout: Omit<QuoteLayout, 'day'>
  readonly limits: LimitOverrides
  readonly signal: AbortSignal
}

/**
 * Reads and checks a csv of minute quotes, plain, with gzip or in a zip, piece by piece. Every error is a UserError that names the file;
 * LimitError where it unpacks to more than it may.
 */
export async function readQuoteFile(file: string, reading: QuoteReading): Promise<QuoteSource[]> {
  const { kind, packed, name } = candleFileKind(file)
  const size = await sizeOf(file)
  const budget = openUnpackBudget(file, size, readLimits(size, reading.limits).unpackedMegabytes)
  if (kind === 'csv')
    return [await readText(name, file, packed ? streamGunzip(file, budget) : createReadStream(file), reading)]
  if (kind !== 'zip') throw new UserError(`${file}: quotes are imported from .csv, .csv.gz and .zip files`)
  const archive = await openZip(file, file, budget)
  try {
    const entries = archive.entries.filter((entry) => /\.csv$/i.test(entry.name))
    if (entries.length === 0) throw new UserError(`${file} holds no csv file`)
    const sources: QuoteSource[] = []
    for (const entry of entries)
      sources.push(await readText(basename(entry.name), `${file} (${entry.name})`, entry.stream(), reading))
    return sources
  } finally {
    archive.close()
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const { size } = await statDataFile(file)
    if (size === 0) throw new UserError(`${file} is empty: expected quotes`)
    return size
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') throw new UserError(`${file} does not exist`)
    throw error
  }
}

/** No line of quotes is longer. */
const MAX_LINE_BYTES = 4096

async function readText(
  name: string,
  label: string,
  pieces: AsyncIterable<unknown>,
  { layout, signal }: QuoteReading,
): Promise<QuoteSource> {
  const named = parseQuoteFileName(name)
  const reader = createQuoteReader(label, { ...layout, day: named?.range?.from })
  const parser = parse({
    ...CSV_OPTIONS,
    max_record_size: MAX_LINE_BYTES,
    on_record: (fields: readonly string[], { lines }) => {
      reader.add(fields, lines)
      return null
    },
  })
  parser.resume()
  try {
    await pipeline(Readable.from(pieces), parser, { signal })
  } catch (error) {
    if (signal.aborted) throw new CancelledError('nothing was imported')
    if (error instanceof UserError) throw error
    const reason =
      error instanceof CsvError ? `not valid csv: ${error.message}` : `cannot be read (${messageOf(error)})`
    throw new UserError(`${label}: ${reason}; it is damaged, fetch it again`)
  }
  return { named, ...reader.finish() }
}
