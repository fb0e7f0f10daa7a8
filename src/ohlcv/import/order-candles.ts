import { alwaysOpen } from '../../core/calendar.js'
import { CANDLE_COLUMNS, allocateCandles, candlesToFrame, type CandleColumn, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { DAY, MINUTE, isoMinute } from '../../core/time.js'
import { fillMarkedGaps } from '../../store/candles/fill-gaps.js'
import type { CandleLines } from './candle-lines.js'
import { remarksOnPrices } from './price-continuity.js'
import { RequestError } from '../../core/request-error.js'
import { isSameValue, mergeCandles, type ConflictRule } from '../../store/candles/merge-candles.js'

/** The candles of one file on an unbroken grid. */
export interface OrderedCandles {
  readonly label: string
  readonly candles: Candles
  /** Candles of the source; each minute counts once. */
  readonly rows: number
  /** Lines or rows that repeated a minute with the same values. */
  readonly duplicates: number
  /** Lines that follow one of a later time. */
  readonly disordered: number
  /** What was assumed of the file and what looks wrong with it; keys of an import's request stand in braces. */
  readonly remarks: readonly string[]
}

/** A longer stretch without candles inside one file is taken for a wrong time stamp. */
const MAX_GAP = 366 * DAY

/**
 * Sorts lines by time, merges equal duplicates, and fills and marks what is missing in between. Throws UserError where two
 * lines contradict each other or lie too far apart to belong together.
 */
export function orderCandles(source: CandleLines): OrderedCandles {
  return isUnbroken(source.times) ? takeInPlace(source) : arrange(source)
}

/** Whether each time is a minute after the one before. */
function isUnbroken(times: Float64Array): boolean {
  for (let row = 1; row < times.length; row++) {
    if ((times[row] ?? 0) - (times[row - 1] ?? 0) !== MINUTE) return false
  }
  return times.length > 0
}

/** The candles of a source in which nothing is to be sorted or filled: its columns as they are. */
function takeInPlace(source: CandleLines): OrderedCandles {
  const calendar = alwaysOpen()
  const rows = source.times.length
  const grid = { calendar, first: calendar.ordinalAt(source.times[0] ?? 0), rows }
  const candles = { grid, ...source.columns, filled: new Uint8Array(rows) }
  const remarks = [...remarksOn(source), ...remarksOnPrices(candles)]
  return { label: source.label, candles, rows, duplicates: 0, disordered: 0, remarks }
}

/** Sorts and fills as `orderCandles` says. */
function arrange(source: CandleLines): OrderedCandles {
  const calendar = alwaysOpen()
  const { times } = source
  const { order, disordered } = sortByTime(times)
  refuseLongGap(source, order)
  refuseOtherInterval(source, order)
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
  copyRows(source, firstAt, candles)
  fillMarkedGaps(candles, candlesToFrame(candles).columns)
  const remarks = [...remarksOn(source), ...remarksOnPrices(candles)]
  // What was filled is then as the source means it: no volume, no trades.
  if (source.isSparse) candles.filled.fill(0)
  return { label: source.label, candles, rows: times.length - duplicates, duplicates, disordered, remarks }
}

function remarksOn({ isSparse, lacksZone }: CandleLines): string[] {
  return [
    ...(isSparse
      ? ["it is laid out as Kraken's archive: a minute without a line was taken for one without a trade"]
      : []),
    ...(lacksZone ? ['its times have no zone and were read as UTC; name another with {utcOffset}'] : []),
  ]
}

function sortByTime(times: Float64Array): { order: Uint32Array; disordered: number } {
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
    if ((times[b] ?? 0) - (times[a] ?? 0) <= MAX_GAP) continue
    throw new UserError(
      `${label}: nothing lies between ${isoMinute(times[a] ?? 0)} (${unit} ${lines[a]}) and ${isoMinute(times[b] ?? 0)} (${unit} ${lines[b]}): more than a year, so one of the two is taken for a wrong time`,
    )
  }
}

/** Fewer candles may lie at even minutes by chance. */
const MIN_ROWS_OF_INTERVAL = 20

/** Hours are no minutes with gaps between them, and of a sparse source no minutes without trades. */
function refuseOtherInterval({ label, times }: CandleLines, order: Uint32Array): void {
  if (order.length < MIN_ROWS_OF_INTERVAL) return
  let interval = 0
  for (let place = 1; place < order.length && interval !== 1; place++) {
    const difference = (times[order[place] ?? 0] ?? 0) - (times[order[place - 1] ?? 0] ?? 0)
    interval = greatestDivisor(interval, difference / MINUTE)
  }
  if (interval <= 1) return
  throw new UserError(`${label}: its candles are ${interval} minutes apart: expected one a minute`)
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

/** Copies column by column: row `r` of the candles is the source's `firstAt[r]`, and missing where that is negative. */
function copyRows(source: CandleLines, firstAt: Int32Array, candles: Candles): void {
  for (let row = 0; row < firstAt.length; row++) candles.filled[row] = (firstAt[row] ?? -1) < 0 ? 1 : 0
  for (const name of CANDLE_COLUMNS) {
    const from = source.columns[name]
    const to = candles[name]
    for (let row = 0; row < firstAt.length; row++) to[row] = from[firstAt[row] ?? -1] ?? 0
  }
}

function refuseContradiction(source: CandleLines, earlier: number, later: number): void {
  const { label, place, lines, times, columns } = source
  const valueOf = (name: CandleColumn, index: number): number => columns[name][index] ?? Number.NaN
  const differing = CANDLE_COLUMNS.find((name) => !isSameValue(valueOf(name, earlier), valueOf(name, later)))
  if (!differing) return
  throw new UserError(
    `${label}: ${place}s ${lines[earlier]} and ${lines[later]} are both of ${isoMinute(times[later] ?? 0)}, but ${differing} is ${columns[differing][earlier]} in one and ${columns[differing][later]} in the other`,
  )
}

/** The merged candles of files of one market whose times overlap. */
interface Cluster {
  readonly labels: readonly string[]
  readonly candles: Candles
}

/**
 * Merges several files of one market to as few pieces as possible that do not overlap, in the order of time; files that lie
 * apart stay apart, so that no memory is spent on the time between. Where two files contradict each other the later one in
 * the list wins with `new` and the earlier one with `stored`; else RequestError names both and the first such minute.
 */
export function combineFiles(files: readonly OrderedCandles[], rule: ConflictRule): Candles[] {
  let clusters: Cluster[] = []
  for (const { label, candles } of files) {
    const touching = clusters.filter((cluster) => overlaps(cluster.candles, candles))
    let merged: Cluster = { labels: [label], candles }
    // Clusters do not overlap each other: only the new file can contradict any of them.
    for (const cluster of touching) merged = mergeClusters(cluster, merged, rule)
    clusters = [...clusters.filter((cluster) => !touching.includes(cluster)), merged]
  }
  return clusters.map(({ candles }) => candles).sort((a, b) => a.grid.first - b.grid.first)
}

function overlaps(a: Candles, b: Candles): boolean {
  return a.grid.first < b.grid.first + b.grid.rows && b.grid.first < a.grid.first + a.grid.rows
}

function mergeClusters(earlier: Cluster, later: Cluster, rule: ConflictRule): Cluster {
  const { candles = later.candles, conflicts } = mergeCandles(earlier.candles, later.candles, rule)
  const [ordinal] = conflicts
  if (rule === 'refuse' && ordinal !== undefined) {
    const time = isoMinute(candles.grid.calendar.timeAt(ordinal))
    throw new RequestError(
      `${later.labels.at(0)} contradicts ${earlier.labels.join(' or ')} at ${time} (${conflicts.length} minutes differ); choose with {conflict} stored (the first file wins) or {conflict} new (the last one wins)`,
    )
  }
  return { labels: [...earlier.labels, ...later.labels], candles }
}
