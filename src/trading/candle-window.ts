import type { Calendar } from '../core/calendar.js'
import { CANDLE_COLUMNS, allocateCandles, sliceCandles, type Candles } from '../core/candles.js'
import type { RawCandle } from '../exchange/exchange.js'

/**
 * The latest candles of one base in memory, on an unbroken grid. Missing minutes are filled and marked as in the store.
 */
export interface CandleWindow {
  /** The number of candles in the window, at most its size. */
  readonly rows: number
  /** Open time of the last candle; undefined while the window is empty. */
  readonly lastTime: number | undefined
  /**
   * Adds candles that opened before `end`, in ascending order. An existing candle is replaced, because exchanges revise
   * their latest ones. A candle from before the window is ignored.
   */
  append(candles: readonly RawCandle[], end: number): void
  /** Returns the last `rows` candles as views that the next `append` may overwrite. */
  last(rows: number): Candles
}

/**
 * Creates an empty window of `size` candles. It holds memory for twice as many, so that the columns move only once in
 * `size` minutes.
 */
export function createCandleWindow(calendar: Calendar, size: number): CandleWindow {
  const columns = allocateCandles({ calendar, first: 0, rows: 2 * size })
  let first = 0
  let begin = 0
  let end = 0
  const lastOrdinal = (): number => first + end - 1
  const makeRoom = (): void => {
    if (end < 2 * size) return
    for (const values of valuesOf(columns)) values.copyWithin(0, end - size, end)
    first += end - size
    begin = 0
    end = size
  }
  const push = (): number => {
    makeRoom()
    end++
    begin = Math.max(begin, end - size)
    return end - 1
  }
  const take = (candle: RawCandle, ordinal: number): void => {
    if (begin === end) restart(ordinal)
    while (lastOrdinal() + 1 < ordinal) fillRow(columns, push())
    if (ordinal > lastOrdinal()) writeRow(columns, push(), candle)
    else if (ordinal >= first + begin) writeRow(columns, ordinal - first, candle)
  }
  const restart = (ordinal: number): void => {
    first = ordinal
    begin = 0
    end = 0
  }
  return {
    get rows() {
      return end - begin
    },
    get lastTime() {
      return begin === end ? undefined : calendar.timeAt(lastOrdinal())
    },
    append: (candles, before) => {
      for (const candle of candles) {
        if (candle.time >= before) continue
        const ordinal = calendar.ordinalAt(candle.time)
        // // After an absence longer than the window none of its candles is of use, and filling minute by minute
        // would take long.
        if (begin !== end && ordinal - lastOrdinal() > size) restart(ordinal)
        take(candle, ordinal)
      }
    },
    last: (rows) => sliceCandles({ ...columns, grid: { calendar, first, rows: 2 * size } }, end - rows, rows),
  }
}

function valuesOf(columns: Candles): readonly (Float64Array | Uint8Array)[] {
  return [...CANDLE_COLUMNS.map((name) => columns[name]), columns.filled]
}

function writeRow(columns: Candles, row: number, candle: RawCandle): void {
  for (const name of CANDLE_COLUMNS) columns[name][row] = candle[name]
  columns.filled[row] = 0
}

function fillRow(columns: Candles, row: number): void {
  const close = columns.close[row - 1] ?? 0
  for (const name of CANDLE_COLUMNS) columns[name][row] = 0
  for (const name of ['open', 'high', 'low', 'close'] as const) columns[name][row] = close
  columns.filled[row] = 1
}
