import { createReadStream } from 'node:fs'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { createPredictionReader, type PredictionReader } from '../../assessment/prediction-reader.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { UserError, systemCodeOf } from '../../core/errors.js'

/** Reads a predictions file (csv separated by comma, semicolon or tab); UserError naming the line of the first fault. */
export async function readPredictions(file: string, signal: AbortSignal): Promise<ScoredSeries[]> {
  const unnamed = basename(file, extname(file))
  let rows: PredictionReader | undefined
  const parser = parse({
    bom: true,
    delimiter: [',', ';', '\t'],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    on_record: (fields: readonly string[], { lines }) => {
      if (rows) rows.add(fields, lines)
      else rows = createPredictionReader(fields, file, unnamed)
      return null
    },
  })
  parser.resume()
  try {
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
