import type { Candles } from '../core/candles.js'
import type { Frame } from '../core/frame.js'
import { timeAt } from '../core/grid.js'
import type { Rng } from '../core/rng.js'
import { DAY, MINUTE } from '../core/time.js'
import type { DifferingRow } from './differing-rows.js'
import type { CheckName, Finding } from './finding.js'
import type { Sample, SampleKind } from './sample.js'
import type { Subject } from './subject.js'

/** What a check has to work with. */
export interface CheckContext {
  readonly subject: Subject
  /** The same definition from a module of its own, which has computed nothing but what this check let it compute. */
  readonly another: Subject
  readonly sample: Sample
  /** The definition's frame of the whole sample. */
  readonly whole: Frame
  /** Its own stream for each check and sample. */
  readonly rng: Rng
  /** How many of its probes a check makes: 1 is all. */
  readonly effort: number
  /** Rows that are not the same when they are computed alone; looked for once a sample. */
  readonly differingRows: () => readonly DifferingRow[]
  readonly environment: EnvironmentView
}

/** What the definition reached on the outside: `Math.random`, `fs.readFileSync /a/b`. */
export interface EnvironmentView {
  /** While its file was loaded. */
  readonly touchedAtLoad: readonly string[]
  /** In all that it has computed of this sample so far. */
  readonly touched: () => readonly string[]
  /** What it has left where all code of the thread finds it. */
  readonly leftBehind: () => readonly string[]
  /** What it computes where the outside gives other answers; throws what it throws then. */
  readonly elsewhere: (candles: Candles) => Frame
}

/** What a check says of what it found; which check and sample it was is added by whoever runs it. */
export type Remark = Pick<Finding, 'severity' | 'text' | 'column' | 'time' | 'reach'>

/** Looks for one kind of fault. What the definition throws on the way is a fault of its own. */
export interface Check {
  readonly name: CheckName
  /** The samples that it is made on. */
  readonly on: readonly SampleKind[]
  run(context: CheckContext): readonly Remark[]
}

/** So many of `all` probes as the effort asks for, at least one. */
export function probeCount({ effort }: Pick<CheckContext, 'effort'>, all: number): number {
  return Math.max(1, Math.round(all * effort))
}

/** Ascending random rows of 0 … end − 1, without repeats. */
export function randomRows(rng: Rng, count: number, end: number): number[] {
  if (end <= 0) return []
  const rows = new Set(Array.from({ length: count }, () => rng.below(end)))
  return [...rows].sort((a, b) => a - b)
}

/** Rows of the whole below `end` that are the last minute of a UTC day or the first of the next: days end and begin there. */
export function rowsAroundMidnight({ whole }: Pick<CheckContext, 'whole'>, end: number): number[] {
  return Array.from({ length: Math.max(0, end) }, (_, row) => row).filter(
    (row) => (timeAt(whole.grid, row) + MINUTE) % DAY <= MINUTE,
  )
}
