import { makeFrame, sliceFrame, type Column, type Frame } from '../../core/frame.js'
import { gridOver, ordinalFrom, type Grid } from '../../core/grid.js'
import { sha256 } from '../../core/hash.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { DAY, intersect, type TimeRange } from '../../core/time.js'
import type { NeededCandles } from '../../store/derived/needed-candles.js'
import { createByteCache, type ByteCache } from '../../runtime/byte-cache.js'

/** What is computed for minutes of a market: features, labels, scores. */
export interface MinuteSeries {
  /** All that decides on the values besides the candles. */
  readonly key: string
  readonly market: Market
  readonly needed: NeededCandles
  /** Candles before and after a minute that its row reads. */
  readonly history: number
  readonly horizon: number
  /** The rows of a grid whose candles are all there. */
  compute(grid: Grid): Promise<Frame>
}

/** Frames of what is on the screen, computed on demand day by day and kept in memory; nothing is written. */
export interface DayFrames {
  /** The rows of `range` that have their history; undefined where none has. */
  frame(series: MinuteSeries, range: TimeRange): Promise<Frame | undefined>
  bytes(): number
}

/** Days computed in one go: the history before them is read again for each. */
const DAYS_AT_ONCE = 16

export function openDayFrames(limit: number): DayFrames {
  const cache = createByteCache<Frame>(limit, bytesOfFrame)
  return {
    frame: async (series, range) => {
      const { calendar, first, rows } = gridOver(calendarOf(series.market), await series.needed.range())
      const earliest = calendar.timeAt(first + series.history)
      const requested = intersect(range, { from: earliest, to: calendar.timeAt(first + rows) })
      if (!requested || gridOver(calendar, requested).rows === 0) return undefined
      const all = { from: earliest, to: calendar.timeAt(first + rows) }
      const days = daysOf(requested).flatMap((day) => intersect(day, all) ?? [])
      const frames = await computeFrames(cache, series, days)
      return sliceRange(joinFrames(frames), requested)
    },
    bytes: () => cache.bytes(),
  }
}

function daysOf({ from, to }: TimeRange): TimeRange[] {
  const first = Math.floor(from / DAY)
  return Array.from({ length: Math.ceil(to / DAY) - first }, (_, i) => ({
    from: (first + i) * DAY,
    to: (first + i + 1) * DAY,
  }))
}

async function computeFrames(
  cache: ByteCache<Frame>,
  series: MinuteSeries,
  days: readonly TimeRange[],
): Promise<Frame[]> {
  const calendar = calendarOf(series.market)
  const reach = {
    from: (days[0]?.from ?? 0) - series.history * calendar.interval,
    to: (days.at(-1)?.to ?? 0) + series.horizon * calendar.interval,
  }
  const hashes = await series.needed.dayHashes(reach)
  const tagOf = (day: TimeRange): string => {
    const from = Math.floor((day.from - series.history * calendar.interval) / DAY) * DAY
    const to = day.to + series.horizon * calendar.interval
    const read = [...hashes].filter(([start]) => start >= from && start < to)
    return sha256(String(day.from), String(day.to), ...read.map(([, hash]) => hash))
  }
  const keyOf = (day: TimeRange): string => `${series.key}/${marketPath(series.market)}/${Math.floor(day.from / DAY)}`
  const tagged = days.map((day) => ({ day, key: keyOf(day), tag: tagOf(day) }))
  const missing = tagged.filter(({ key, tag }) => !cache.peek(key, tag))
  for (const group of groupDays(missing)) {
    const grid = gridOver(calendar, { from: group[0]?.day.from ?? 0, to: group.at(-1)?.day.to ?? 0 })
    const computed = series.compute(grid)
    for (const { day, key, tag } of group)
      void cache.put(
        key,
        tag,
        computed.then((frame) => copyFrame(sliceRange(frame, day))),
      )
  }
  return Promise.all(
    tagged.map(({ day, key, tag }) =>
      // A cache that is too small for all of it may have dropped a day again.
      cache.get(key, tag, async () => copyFrame(sliceRange(await series.compute(gridOver(calendar, day)), day))),
    ),
  )
}

interface TaggedDay {
  readonly day: TimeRange
  readonly key: string
  readonly tag: string
}

/** Days that follow each other, some at a time. */
function groupDays(days: readonly TaggedDay[]): TaggedDay[][] {
  const groups: TaggedDay[][] = []
  for (const one of days) {
    const last = groups.at(-1)
    if (last && last.length < DAYS_AT_ONCE && last.at(-1)?.day.to === one.day.from) last.push(one)
    else groups.push([one])
  }
  return groups
}

/** The rows of a frame in a range, as a view. */
function sliceRange(frame: Frame, range: TimeRange): Frame {
  const { calendar, first, rows } = frame.grid
  const from = Math.max(first, ordinalFrom(calendar, range.from))
  const to = Math.min(first + rows, ordinalFrom(calendar, range.to))
  return sliceFrame(frame, from - first, Math.max(0, to - from))
}

/** In memory of its own, so that a day does not hold what was computed with it. */
function copyFrame({ grid, columns }: Frame): Frame {
  return makeFrame(
    grid,
    [...columns].map(([name, values]) => [name, values.slice()] as const),
  )
}

/** Frames that follow each other as one. */
function joinFrames(frames: readonly Frame[]): Frame {
  const [head] = frames
  if (!head) throw new RangeError('there are no frames to be joined')
  const rows = frames.reduce((sum, { grid }) => sum + grid.rows, 0)
  const columns = [...head.columns].map(([name, values]) => {
    const all = createColumnLike(values, rows)
    for (const { grid, columns: parts } of frames) {
      const part = parts.get(name)
      if (part) all.set(part, grid.first - head.grid.first)
    }
    return [name, all] as const
  })
  return makeFrame({ ...head.grid, rows }, columns)
}

function createColumnLike(like: Column, rows: number): Column {
  if (like instanceof Float64Array) return new Float64Array(rows)
  return like instanceof Float32Array ? new Float32Array(rows) : new Uint8Array(rows)
}

function bytesOfFrame({ columns }: Frame): number {
  return [...columns.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
}
