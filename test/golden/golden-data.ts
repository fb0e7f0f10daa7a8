import { readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, type Candles } from '../../src/core/candles.js'

/** Tables of other things than a definition's values. */
const NO_DEFINITIONS = new Set(['FIL-2023-08-candles', 'predictions'])
const START = Date.UTC(2023, 7, 1)

/** A table of reference values: the names of the first line, the numbers of the others. */
export interface GoldenTable {
  readonly names: readonly string[]
  readonly rows: readonly (readonly number[])[]
}

/** The ids of the definitions that have reference values: a file named as the id. */
export function goldenIds(): string[] {
  const files = readdirSync(new URL('./data/', import.meta.url)).filter((name) => name.endsWith('.csv.gz'))
  return files.map((name) => name.replace(/\.csv\.gz$/, '')).filter((name) => !NO_DEFINITIONS.has(name))
}

export function goldenTable(id: string): GoldenTable {
  const [head = [], ...rows] = csvOf(`${id}.csv.gz`)
  return { names: head, rows: rows.map((row) => row.map(Number)) }
}

/** The real candles that all reference values were computed from: FIL/USDT, August 2023, 44 640 minutes. */
export function goldenCandles(): Candles {
  const [, ...rows] = csvOf('FIL-2023-08-candles.csv.gz')
  const calendar = alwaysOpen()
  const candles = allocateCandles({ calendar, first: calendar.ordinalAt(START), rows: rows.length })
  let before = 0
  rows.forEach((row, i) => {
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = row.map(Number)
    const begin = before + open
    candles.open[i] = begin / 1000
    candles.high[i] = (begin + high) / 1000
    candles.low[i] = (begin - low) / 1000
    candles.close[i] = (begin + close) / 1000
    candles.volume[i] = volume / 10
    before = begin + close
  })
  return candles
}

function csvOf(name: string): string[][] {
  const text = gunzipSync(readFileSync(new URL(`./data/${name}`, import.meta.url))).toString()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
}
