import { requireInteger } from '../core/require-option.js'
import { uninitializedFloat32 } from '../runtime/buffers.js'
import { writeLineDeviations, type LineDeviations } from './line-deviations.js'
import { writeRegression, type Regression } from './rolling-regression.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'
import { createWorkArray } from './work-array.js'

export interface TrendSpan extends RollingSpan {
  /** So many rows before a row its window ends; default 0. */
  readonly offset?: number
  /** Rows over which the gain is taken; default 1. */
  readonly gainRows?: number
}

export interface ChannelSpan extends TrendSpan {
  /** Distance of the channel's lines from the regression line, in deviations; default 2. */
  readonly deviations?: number
  /** A point closer to the regression line than this share of the window's last value lies on neither side; default 1e-12. */
  readonly margin?: number
}

/** The regression line of each window, as shares of the current value. */
export interface RegressionTrend {
  /** The line's last point. */
  readonly level: Float32Array
  /** What the line gains over `gainRows`. */
  readonly gain: Float32Array
}

/** The channel around the regression line, as shares of the current value. */
export interface RegressionChannel extends RegressionTrend {
  /** Room from the current value up to the upper line, and down to the lower line. */
  readonly upside: Float32Array
  readonly downside: Float32Array
}

/**
 * Where the current value stands against the regression line (`rollingRegression`) of each window.
 * @returns one value for each row from `span.from` on
 */
export function regressionTrend(values: Float64Array, span: TrendSpan): RegressionTrend {
  const trend = allocateTrend(values.length - span.from)
  for (const stretch of stretches(values, span)) writeTrend(values, stretch, span, trend)
  return trend
}

/**
 * Regression channel: `regressionTrend`, and the room up and down to lines so many `lineDeviations` above and below the
 * regression line. Takes time in proportion to the window.
 * @returns one value for each row from `span.from` on
 */
export function regressionChannel(values: Float64Array, span: ChannelSpan): RegressionChannel {
  const { margin = 1e-12 } = span
  const rows = Math.max(0, values.length - span.from)
  const trend = allocateTrend(rows)
  const channel = { ...trend, upside: uninitializedFloat32(rows), downside: uninitializedFloat32(rows) }
  for (const stretch of stretches(values, span)) {
    writeTrend(values, stretch, span, trend)
    const { lines, ended, windows } = stretch
    const count = lines.last.length
    const spread = { above: aboves(count), below: belows(count) }
    writeLineDeviations(ended, lines, windows, margin, spread)
    writeRoom(values, stretch, spread, span, channel)
  }
  return channel
}

/** At least so many rows are computed at once, in whole blocks of the window: what lies between two steps stays in the processor's cache. */
const CHUNK = 4096

const [slopes, lasts, aboves, belows] = [createWorkArray(), createWorkArray(), createWorkArray(), createWorkArray()]

/** Successive rows whose lines are known. */
interface Stretch {
  /** Its first row. */
  readonly row: number
  readonly lines: Regression
  /** The windows of the lines, which end `offset` rows before the rows, and the values up to the end of the last one. */
  readonly windows: RollingSpan
  readonly ended: Float64Array
}

/** All rows from `from` on, stretch by stretch; the lines of one are overwritten by the next. */
function* stretches(values: Float64Array, { first, window, from, offset = 0 }: TrendSpan): Generator<Stretch> {
  requireInteger('offset', offset, 0)
  const last = values.length - offset
  let border = firstBorder({ first, window, from: from - offset })
  for (let begin = from - offset, end = 0; begin < last; begin = border = end) {
    end = Math.min(last, border + Math.ceil(CHUNK / window) * window)
    const lines = { slope: slopes(end - begin), last: lasts(end - begin) }
    const windows = { first, window, from: begin }
    const ended = values.subarray(0, end)
    writeRegression(ended, windows, lines)
    yield { row: begin + offset, lines, windows, ended }
  }
}

function allocateTrend(rows: number): RegressionTrend {
  return { level: uninitializedFloat32(Math.max(0, rows)), gain: uninitializedFloat32(Math.max(0, rows)) }
}

function writeTrend(
  values: Float64Array,
  { row, lines: { slope, last } }: Stretch,
  { from, gainRows = 1 }: TrendSpan,
  { level, gain }: RegressionTrend,
): void {
  const done = row - from
  for (let i = 0; i < last.length; i++) {
    const now = values[row + i] ?? 0
    level[done + i] = (last[i] ?? 0) / now
    gain[done + i] = ((slope[i] ?? 0) / now) * gainRows
  }
}

function writeRoom(
  values: Float64Array,
  { row, lines: { last } }: Stretch,
  { above, below }: LineDeviations,
  { from, deviations = 2 }: ChannelSpan,
  { upside, downside }: RegressionChannel,
): void {
  const done = row - from
  for (let i = 0; i < last.length; i++) {
    const now = values[row + i] ?? 0
    const distance = now - (last[i] ?? 0)
    upside[done + i] = (deviations * (above[i] ?? 0) - distance) / now
    downside[done + i] = (deviations * (below[i] ?? 0) + distance) / now
  }
}
