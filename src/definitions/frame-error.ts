import type { Candles } from '../core/candles.js'
import type { Column, Frame } from '../core/frame.js'

/** What a definition's frame must be. */
export interface ExpectedFrame {
  /** Candles before its first row. */
  readonly history: number
  /** Whether a column may be there, and of that type; a text says what was expected. */
  readonly columnError: (name: string, values: Column) => string | undefined
  /** Columns that must be there, in this order; others may follow where `allowOthers` is true. */
  readonly names: readonly string[]
  readonly allowOthers?: boolean
}

/** In what a computed frame is not as declared, as the rest of a sentence: `returned …: expected …`. */
export function frameError(frame: unknown, candles: Candles, expected: ExpectedFrame): string | undefined {
  if (frame instanceof Promise) return 'returned a promise: expected a frame at once, from a function that is not async'
  if (!isFrame(frame)) return 'returned no frame: expected the result of makeFrame(grid, columns)'
  const columns = columnsError(frame, expected)
  if (columns !== undefined) return columns
  const rows = candles.grid.rows - expected.history
  if (frame.grid.rows !== rows) {
    return `returned ${frame.grid.rows} rows: expected ${rows}, one for each candle after the first ${expected.history} (its history)`
  }
  const first = candles.grid.first + expected.history
  if (frame.grid.first !== first) {
    return `returned a grid that begins ${Math.abs(frame.grid.first - first)} candles too ${frame.grid.first < first ? 'early' : 'late'}: expected gridAfterHistory(id, ${expected.history}, candles)`
  }
  for (const [name, values] of frame.columns) {
    if (values.length !== rows) return `returned ${values.length} values in column ${name}: expected ${rows}`
  }
  return undefined
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) return false
  const candidate: Partial<Record<keyof Frame, unknown>> = value
  return candidate.columns instanceof Map && hasCalendar(candidate.grid)
}

function hasCalendar(grid: unknown): boolean {
  return typeof grid === 'object' && grid !== null && 'calendar' in grid && typeof grid.calendar === 'object'
}

function columnsError(frame: Frame, { names, allowOthers, columnError }: ExpectedFrame): string | undefined {
  const there = [...frame.columns.keys()]
  const wrong = names.some((name, i) => (allowOthers ? !frame.columns.has(name) : there[i] !== name))
  if (wrong || (!allowOthers && there.length !== names.length)) {
    return `returned ${listed('columns', there)}: expected ${names.join(', ')}${allowOthers ? '' : ', in this order'}`
  }
  for (const [name, values] of frame.columns) {
    const error = columnError(name, values)
    if (error !== undefined) return error
  }
  return undefined
}

function listed(what: string, names: readonly string[]): string {
  return names.length === 0 ? `no ${what}` : `the ${what} ${names.join(', ')}`
}

/** What something is that should be a column, in a word. */
export function typeName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  return value.constructor.name
}

/** `timestamp` is the column of times in every file, and an object has `__proto__` before it is given one. */
const TAKEN: readonly string[] = ['timestamp', '__proto__']

/** Why a column cannot be called so, as the rest of a sentence; undefined where it can: any text that fits a cell of CSV. */
export function columnNameError(name: unknown): string | undefined {
  if (typeof name !== 'string' || !/^[^\p{Cc},"]+$/u.test(name)) {
    return `${JSON.stringify(name) ?? String(name)}: expected a text without commas, quotes and line breaks`
  }
  return TAKEN.includes(name) ? `${name}, which is taken: give it another name` : undefined
}
