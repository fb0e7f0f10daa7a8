import { basename, resolve } from 'node:path'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { UserError } from '../../core/errors.js'
import type { Io } from '../../cli/io.js'
import { namesOf } from '../../cli/options.js'
import type { Assessed } from './assessed.js'
import { readPredictions } from './read-predictions.js'

/** Reads a predictions file; nobody knows whether its rows were used for selection, and it has no candles. */
export async function assessPredictions(io: Io, predictions: string, base: string | undefined): Promise<Assessed> {
  const file = resolve(io.cwd, predictions)
  const series = chooseSeries(await readPredictions(file, io.signal), namesOf(base), file)
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

function chooseSeries(all: readonly ScoredSeries[], asked: readonly string[], file: string): readonly ScoredSeries[] {
  if (asked.length === 0) return all
  return asked.map((name) => {
    const found = all.find((series) => series.base === name)
    if (found) return found
    throw new UserError(`${file}: no rows of base ${name}; there are: ${all.map((series) => series.base).join(', ')}`)
  })
}
