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
  /** A second instance of the definition, from a module of its own, which has computed nothing but what this check let it compute. */
  readonly another: Subject
  readonly sample: Sample
  /** The definition's frame of the whole sample. */
  readonly whole: Frame
  /** A random stream for this check and sample alone. */
  readonly rng: Rng
  /** How many of its probes a check makes: 1 is all. */
  readonly effort: number
  /** Rows that are not the same when they are computed alone; looked for once a sample. */
  readonly differingRows: () => readonly DifferingRow[]
  readonly environment: EnvironmentView
}

/** What the definition used of its environment: `Math.random`, `fs.readFileSync /a/b`. */
export interface EnvironmentView {
  /** While its file was loaded. */
  readonly touchedAtLoad: readonly string[]
  /** While it computed this sample, so far. */
  readonly touched: () => readonly string[]
  /** The globals that it has changed, which all code of the thread shares. */
  readonly leftBehind: () => readonly string[]
  /** Computes the definition where the environment gives other answers; throws what it throws then. */
  readonly elsewhere: (candles: Candles) => Frame
}

/** A finding of a check; the name of the check and its sample are added when it is run. */
export type Remark = Pick<Finding, 'severity' | 'text' | 'column' | 'time' | 'reach'>

/** Looks for one kind of error. What the definition throws on the way is an error of its own kind. */
export interface Check {
  readonly name: CheckName
  /** The samples that it is made on. */
  readonly on: readonly SampleKind[]
  run(context: CheckContext): readonly Remark[]
}

/** How many of `all` probes are made at this effort, at least one. */
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
