import { alwaysOpen } from '../../core/calendar.js'
import { CANDLE_COLUMNS, allocateCandles, candlesToFrame, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { DAY, isoMinute } from '../../core/time.js'
import { fillMarkedGaps } from '../../store/candles/fill-gaps.js'
import type { CandleLines } from './candle-lines.js'

/** The candles of one file on an unbroken grid. */
export interface OrderedCandles {
  readonly label: string
  readonly candles: Candles
  /** Candles of the source; each minute counts once. */
  readonly rows: number
  /** Lines or rows that repeated a minute with the same values. */
  readonly duplicates: number
  /** Lines that came after a later one. */
  readonly disordered: number
}

/** A longer stretch without candles inside one file is taken for a wrong time stamp. */
const LONGEST_GAP = 366 * DAY

/**
 * Sorts lines by time, merges equal duplicates and fills what is missing in between, marked. Throws UserError where two
 * lines contradict each other or lie too far apart to belong together.
 */
export function orderCandles(source: CandleLines): OrderedCandles {
  const calendar = alwaysOpen()
  const { times } = source
  const { order, disordered } = orderOf(times)
  refuseLongGap(source, order)
  const first = calendar.ordinalAt(times[order[0] ?? 0] ?? 0)
  const last = calendar.ordinalAt(times[order.at(-1) ?? 0] ?? 0)
  const candles = allocateCandles({ calendar, first, rows: last + 1 - first })
  const firstAt = new Int32Array(candles.grid.rows).fill(-1)
  let duplicates = 0
  for (const index of order) {
    const row = calendar.ordinalAt(times[index] ?? 0) - first
    const earlier = firstAt[row] ?? -1
    if (earlier < 0) firstAt[row] = index
    else {
      refuseContradiction(source, earlier, index)
      duplicates++
    }
  }
  takeRows(source, firstAt, candles)
  fillMarkedGaps(candles, candlesToFrame(candles).columns)
  return { label: source.label, candles, rows: times.length - duplicates, duplicates, disordered }
}

function orderOf(times: Float64Array): { order: Uint32Array; disordered: number } {
  const order = new Uint32Array(times.length)
  for (let index = 0; index < order.length; index++) order[index] = index
  let latest = Number.NEGATIVE_INFINITY
  let disordered = 0
  for (const time of times) {
    if (time < latest) disordered++
    latest = Math.max(latest, time)
  }
  if (disordered > 0) order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  return { order, disordered }
}

function refuseLongGap({ label, place: unit, times, lines }: CandleLines, order: Uint32Array): void {
  for (let place = 1; place < order.length; place++) {
    const [a = 0, b = 0] = [order[place - 1], order[place]]
    if ((times[b] ?? 0) - (times[a] ?? 0) <= LONGEST_GAP) continue
    throw new UserError(
      `${label}: nothing lies between ${isoMinute(times[a] ?? 0)} (${unit} ${lines[a]}) and ${isoMinute(times[b] ?? 0)} (${unit} ${lines[b]}): more than a year, so one of the two is taken for a wrong time`,
    )
  }
}

/** Column by column: row `r` of the candles is the source's `firstAt[r]`, and missing where that is negative. */
function takeRows(source: CandleLines, firstAt: Int32Array, candles: Candles): void {
  for (let row = 0; row < firstAt.length; row++) candles.filled[row] = (firstAt[row] ?? -1) < 0 ? 1 : 0
  for (const name of CANDLE_COLUMNS) {
    const from = source.columns[name]
    const to = candles[name]
    for (let row = 0; row < firstAt.length; row++) to[row] = from[firstAt[row] ?? -1] ?? 0
  }
}

function refuseContradiction(source: CandleLines, earlier: number, later: number): void {
  const { label, place, lines, times, columns } = source
  const differing = CANDLE_COLUMNS.find((name) => !Object.is(columns[name][earlier], columns[name][later]))
  if (!differing) return
  throw new UserError(
    `${label}: ${place}s ${lines[earlier]} and ${lines[later]} are both of ${isoMinute(times[later] ?? 0)}, but ${differing} is ${columns[differing][earlier]} in one and ${columns[differing][later]} in the other`,
  )
}
