import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { statDataFile } from '../../store/files/data-file.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { parseCandleFileName } from '../../ohlcv/import/candle-file-name.js'
import type { FileLayout } from '../../ohlcv/import/column-names.js'
import { LimitError } from '../../core/limit-error.js'
import type { IsolatedProcess } from '../../runtime/isolated-process.js'
import type { WorkerPool } from '../../runtime/worker-pool.js'
import { candleFileKind } from './candle-file-kind.js'
import { packedSourceSchema, unpackSource, type CandleSource } from './candle-source.js'
import type { ForeignJob } from './foreign-job.js'
import type { NamedCandles, TextJob } from './text/order-text.js'
import { parseText } from './text/parse-candle-text.js'
import { MEGABYTE, readLimits, type LimitOverrides } from './read-limits.js'

/** How files of candles are read. */
export interface CandleReading {
  /** Where all is read that is not small text. */
  readonly reader: IsolatedProcess
  /** Threads that read small text; without any, this one does. */
  readonly threads?: WorkerPool | undefined
  readonly layout?: FileLayout
  readonly limits?: LimitOverrides
  readonly signal?: AbortSignal | undefined
}

/** Text up to this size, unpacked, is read here: it takes a fraction of a second. */
const SMALL = { bytes: 8 * MEGABYTE, unpackedMegabytes: 32 }

/**
 * Reads and checks a file of candles of any known kind. Every error is a UserError that names the file; one that takes more time or
 * memory than it may is given up with LimitError. Throws CancelledError where the signal is aborted.
 */
export async function readCandleFile(file: string, reading: CandleReading): Promise<CandleSource[]> {
  const size = await sizeOf(file)
  const { kind } = candleFileKind(file)
  const isText = kind === 'zip' || kind === 'csv'
  const small = isText && size <= SMALL.bytes ? await readSmall(file, size, reading) : undefined
  return small ?? readApart(file, size, reading)
}

/** Undefined where the text turns out not to be small. */
async function readSmall(
  file: string,
  size: number,
  { threads, layout = {}, limits }: CandleReading,
): Promise<CandleSource[] | undefined> {
  const max = Math.min(SMALL.unpackedMegabytes, readLimits(size, limits).unpackedMegabytes)
  const readApart = threads && ((job: TextJob) => readInThread(threads, job))
  try {
    const sources = await parseText(await readFile(file), file, layout, max, readApart)
    return sources.map(({ name, ordered }) => ({ named: parseCandleFileName(name), ordered }))
  } catch (error) {
    if (error instanceof LimitError) return undefined
    throw error
  }
}

async function readInThread(threads: WorkerPool, job: TextJob): Promise<NamedCandles> {
  const { ordered } = unpackSource(packedSourceSchema.parse(await threads.run(job)))
  return { name: job.name, ordered }
}

async function readApart(
  file: string,
  size: number,
  { reader, layout = {}, limits, signal }: CandleReading,
): Promise<CandleSource[]> {
  const { seconds, megabytes, unpackedMegabytes } = readLimits(size, limits)
  const request: ForeignJob = { kind: 'candles', file, layout, unpackedMegabytes }
  const value = await reader.run({ name: `reading ${file}`, request, seconds, megabytes, signal })
  return z.array(packedSourceSchema).parse(value).map(unpackSource)
}

async function sizeOf(file: string): Promise<number> {
  try {
    const { size } = await statDataFile(file)
    if (size === 0) throw new UserError(`${file} is empty: expected candles`)
    return size
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') throw new UserError(`${file} does not exist`)
    throw error
  }
}

/** The candles of a file that must hold one market's; a zip of several files is refused. */
export async function readOneCandleFile(file: string, reading: CandleReading): Promise<CandleSource> {
  const [source, ...others] = await readCandleFile(file, reading)
  if (source && others.length === 0) return source
  throw new UserError(
    `${file} holds ${others.length + 1} files of candles, expected one: import them, then name the base`,
  )
}
