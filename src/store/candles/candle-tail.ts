import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Calendar } from '../../core/calendar.js'
import { CANDLE_COLUMNS, allocateCandles, candlesToFrame, type Candles } from '../../core/candles.js'
import { systemCodeOf } from '../../core/errors.js'
import { columnOf, float64ColumnOf, makeFrame, uint8ColumnOf, type Column, type Frame } from '../../core/frame.js'
import { timeAt, type Grid } from '../../core/grid.js'
import { fileIdentity } from '../files/damaged-file.js'
import { readLineLog } from '../files/line-log.js'
import { fillMarkedGaps, fillGap, findMarkedRuns } from './fill-gaps.js'

/**
 * Returns the tail file of a market. The tail holds the candles that came after the months were written, one line each,
 * so that following a market appends a line for each minute and rewrites no month. A line replaces what the months or
 * an earlier line have for its minute. Folding the tail into the months and removing it changes nothing for readers.
 */
export function tailFileIn(folder: string): string {
  return join(folder, 'tail.log')
}

const UNKNOWN = '-'
const VALUES = CANDLE_COLUMNS.length

/** Tails that were read before, by path; an entry is void once the identity of the file changes. */
const tails = new Map<string, { readonly identity: string; readonly candles: Candles | undefined }>()
const MAX_TAILS = 1024

/**
 * Reads the candles of the tail from its first to its last minute, with gaps filled; undefined where there are none.
 */
export async function readTail(folder: string, calendar: Calendar): Promise<Candles | undefined> {
  const file = tailFileIn(folder)
  const identity = await identityAt(file)
  if (identity === undefined) return undefined
  const known = tails.get(file)
  if (known?.identity === identity) return known.candles
  const candles = candlesOfLines((await readLineLog(file)).lines, calendar)
  // // Lines that were appended since the identity was taken are in the candles; the new identity makes them be read
  // again.
  if (tails.size >= MAX_TAILS) tails.clear()
  tails.set(file, { identity, candles })
  return candles
}

async function identityAt(file: string): Promise<string | undefined> {
  try {
    return fileIdentity(await stat(file))
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Formats one line for each candle that is not filled: its open time and its values. */
export function formatTailLines(candles: Candles): string[] {
  const lines: string[] = []
  for (let row = 0; row < candles.grid.rows; row++) {
    if (candles.filled[row] === 1) continue
    const values = CANDLE_COLUMNS.map((name) => textOf(candles[name][row] ?? Number.NaN))
    lines.push([timeAt(candles.grid, row), ...values].join(' '))
  }
  return lines
}

function textOf(value: number): string {
  if (Number.isNaN(value)) return UNKNOWN
  return Object.is(value, -0) ? '-0' : String(value)
}

function candlesOfLines(lines: readonly string[], calendar: Calendar): Candles | undefined {
  const byOrdinal = new Map<number, readonly number[]>()
  for (const line of lines) {
    const [time = Number.NaN, ...values] = line.split(' ').map((text) => (text === UNKNOWN ? Number.NaN : Number(text)))
    if (Number.isFinite(time) && values.length === VALUES) byOrdinal.set(calendar.ordinalAt(time), values)
  }
  if (byOrdinal.size === 0) return undefined
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const ordinal of byOrdinal.keys()) {
    first = Math.min(first, ordinal)
    last = Math.max(last, ordinal)
  }
  const candles = allocateCandles({ calendar, first, rows: last + 1 - first })
  candles.filled.fill(1)
  for (const [ordinal, values] of byOrdinal) {
    for (const [index, name] of CANDLE_COLUMNS.entries()) candles[name][ordinal - first] = values[index] ?? Number.NaN
    candles.filled[ordinal - first] = 0
  }
  fillMarkedGaps(candles, candlesToFrame(candles).columns)
  return candles
}

/** Reads columns of the months over a grid; the time behind the last month is filled. */
type ReadMonths = (grid: Grid, names: readonly string[]) => Promise<Frame>

/**
 * Returns the columns over `grid` with the tail laid over the months. `firstStored` is the ordinal of the first candle
 * of the months; minutes of the tail before it are ignored.
 */
export async function overlayTail(
  readMonths: ReadMonths,
  grid: Grid,
  names: readonly string[],
  tail: Candles,
  firstStored: number,
): Promise<Frame> {
  // // Fills after a minute of the tail carry its close, so its columns are read from the beginning of the tail on.
  const first = Math.max(firstStored, Math.min(grid.first, tail.grid.first))
  const wide = { ...grid, first, rows: grid.first + grid.rows - first }
  const frame = await readMonths(wide, [...new Set([...names, 'close', 'filled'])])
  overlayValues(tail, frame)
  refillGaps(frame, Math.max(0, tail.grid.first - first))
  const columns = names.map((name): [string, Column] => [name, columnOf(frame, name).subarray(grid.first - first)])
  return makeFrame(grid, columns)
}

function overlayValues(tail: Candles, { grid, columns }: Frame): void {
  const shift = tail.grid.first - grid.first
  const from = Math.max(0, -shift)
  const to = Math.min(tail.grid.rows, grid.rows - shift)
  for (const [name, source] of candlesToFrame(tail).columns) {
    const target = columns.get(name)
    if (!target) continue
    for (let row = from; row < to; row++) {
      if (tail.filled[row] === 0) target[row + shift] = source[row] ?? Number.NaN
    }
  }
}

/** Fills the marked rows from row `start` on again: a close before them may have changed or been added. */
function refillGaps(frame: Frame, start: number): void {
  const close = float64ColumnOf(frame, 'close')
  for (const [from, to] of findMarkedRuns(uint8ColumnOf(frame, 'filled').subarray(start))) {
    const previous = close[start + from - 1] ?? Number.NaN
    for (const [name, values] of frame.columns) fillGap(name, values, start + from, start + to, previous)
  }
}
