import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { contiguousRanges } from '../../src/assessment/scored-series.js'
import { MINUTE } from '../../src/core/time.js'

const data = new URL('../golden/data/', import.meta.url)

/** The text of the reference predictions: timestamp, close, target, hold, buy, sell. */
export async function goldenPredictionsCsv(): Promise<string> {
  return gunzipSync(await readFile(new URL('predictions.csv.gz', data))).toString('utf8')
}

export async function goldenSeries(base = 'fil'): Promise<ScoredSeries> {
  const [, ...lines] = (await goldenPredictionsCsv()).trim().split('\n')
  const rows = lines.map((line) => line.split(',').map(Number))
  const column = (index: number): number[] => rows.map((row) => row[index] ?? Number.NaN)
  const time = Float64Array.from(column(0))
  return {
    base,
    ranges: contiguousRanges(time, MINUTE),
    time,
    close: Float64Array.from(column(1)),
    target: Uint8Array.from(column(2)),
    hold: Float32Array.from(column(3)),
    buy: Float32Array.from(column(4)),
    sell: Float32Array.from(column(5)),
  }
}

export async function goldenMatrixJson(): Promise<unknown> {
  const value: unknown = JSON.parse(await readFile(new URL('threshold-matrix.json', data), 'utf8'))
  return value
}
