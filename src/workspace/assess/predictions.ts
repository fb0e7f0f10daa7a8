import { createReadStream } from 'node:fs'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { statDataFile } from '../../store/files/data-file.js'
import { CsvError, parse } from 'csv-parse'
import { createPredictionReader, type PredictionReader } from '../../assessment/prediction-reader.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import type { ScoredRows } from './result.js'
import { CSV_OPTIONS } from '../files/csv-options.js'

/**
 * Reads the scores of these bases, or all, from a file of predictions. Nobody knows whether its rows were used for selection, and
 * it has no candles. Throws UserError naming the line of the first fault.
 */
export async function readPredictions(
  file: string,
  bases: readonly string[],
  signal: AbortSignal,
): Promise<Omit<ScoredRows, 'exits'>> {
  const series = selectSeries(await readSeries(file, signal), bases, file)
  return {
    series,
    source: {
      name: basename(file),
      kind: 'predictions',
      usedForSelection: 'unknown',
      cellChosenBy: 'hindsight',
      simulated: false,
    },
    candles: new Map(),
    history: [],
  }
}

function selectSeries(all: readonly ScoredSeries[], bases: readonly string[], file: string): readonly ScoredSeries[] {
  if (bases.length === 0) return all
  return bases.map((name) => {
    const found = all.find((series) => series.base === name)
    if (found) return found
    throw new UserError(`${file}: no rows of base ${name}; there are: ${all.map((series) => series.base).join(', ')}`)
  })
}

/** No line of predictions is longer. */
const MAX_LINE_BYTES = 65_536

/** Reads csv separated by comma, semicolon or tab. */
async function readSeries(file: string, signal: AbortSignal): Promise<ScoredSeries[]> {
  const unnamed = basename(file, extname(file))
  let rows: PredictionReader | undefined
  const parser = parse({
    ...CSV_OPTIONS,
    max_record_size: MAX_LINE_BYTES,
    on_record: (fields: readonly string[], { lines }) => {
      if (rows) rows.add(fields, lines)
      else rows = createPredictionReader(fields, file, unnamed)
      return null
    },
  })
  parser.resume()
  try {
    await statDataFile(file)
    await pipeline(createReadStream(file), parser, { signal })
  } catch (error) {
    throw userErrorOf(error, file)
  }
  const series = rows?.series() ?? []
  if (series.length === 0)
    throw new UserError(`${file}: no rows of predictions; expected a header and one row a minute`)
  return series
}

function userErrorOf(error: unknown, file: string): unknown {
  if (error instanceof CsvError) return new UserError(`${file}: not valid csv: ${error.message}`)
  const code = systemCodeOf(error)
  if (code === 'ENOENT') return new UserError(`${file} does not exist; give the path of a csv file of predictions`)
  if (code === 'EISDIR') return new UserError(`${file} is a folder; give the path of a csv file of predictions`)
  return error
}
