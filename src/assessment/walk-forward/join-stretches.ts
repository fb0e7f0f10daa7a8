import type { ThresholdPair } from '../assessment.js'
import type { RowRange, ScoredSeries } from '../scored-series.js'

/** The scores of one window on its test stretch. */
export interface TestedStretch {
  /** Number of the window. */
  readonly number: number
  /** The thresholds that its validation selected; left out: none was good enough, so that nothing is traded. */
  readonly cell?: ThresholdPair | undefined
  /** One for each base with rows there; without fills. */
  readonly series: readonly ScoredSeries[]
}

/** The rows of one window in joined series. */
export interface JoinedStretch extends Pick<TestedStretch, 'number' | 'cell'> {
  readonly ranges: readonly RowRange[]
}

/** The test stretches of one base, one behind the other. */
export interface JoinedSeries {
  readonly series: ScoredSeries
  readonly stretches: readonly JoinedStretch[]
}

/**
 * Joins the stretches of each base, in the order of time. A range ends where its window does, even where the next one follows without a gap:
 * a position is never carried from the net of one window to that of the next.
 */
export function joinStretches(stretches: readonly TestedStretch[]): JoinedSeries[] {
  const names = [...new Set(stretches.flatMap(({ series }) => series.map(({ base }) => base)))]
  return names.map((name) => joinBase(name, stretches))
}

function joinBase(base: string, stretches: readonly TestedStretch[]): JoinedSeries {
  const parts: ScoredSeries[] = []
  const joined: JoinedStretch[] = []
  let rows = 0
  for (const { number, cell, series } of stretches) {
    const part = series.find((one) => one.base === base)
    if (!part) continue
    const first = rows
    joined.push({ number, cell, ranges: part.ranges.map(({ from, to }) => ({ from: first + from, to: first + to })) })
    parts.push(part)
    rows += part.time.length
  }
  return {
    series: {
      base,
      ranges: joined.flatMap(({ ranges }) => ranges),
      time: join(new Float64Array(rows), parts, ({ time }) => time),
      close: join(new Float64Array(rows), parts, ({ close }) => close),
      target: join(new Uint8Array(rows), parts, ({ target }) => target),
      hold: join(new Float32Array(rows), parts, ({ hold }) => hold),
      buy: join(new Float32Array(rows), parts, ({ buy }) => buy),
      sell: join(new Float32Array(rows), parts, ({ sell }) => sell),
    },
    stretches: joined,
  }
}

function join<Column extends Float64Array | Float32Array | Uint8Array>(
  joined: Column,
  parts: readonly ScoredSeries[],
  columnOf: (part: ScoredSeries) => Column,
): Column {
  let next = 0
  for (const part of parts) {
    const values = columnOf(part)
    joined.set(values, next)
    next += values.length
  }
  return joined
}
