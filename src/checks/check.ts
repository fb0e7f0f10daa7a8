import type { Frame } from '../core/frame.js'
import type { Rng } from '../core/rng.js'
import type { CheckName, Finding } from './finding.js'
import type { Sample } from './sample.js'
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
  /** Runs work and tells what of the outside it touched: `Math.random`, `fs.readFileSync /a/b`. */
  readonly watch: (work: () => void) => readonly string[]
  /** The same of when the definition's file was loaded. */
  readonly touchedAtLoad: readonly string[]
}

/** What a check says of what it found; which check and sample it was is added by whoever runs it. */
export type Remark = Pick<Finding, 'severity' | 'text' | 'column' | 'time' | 'reach'>

/** Looks for one kind of fault. What the definition throws on the way is a fault of its own. */
export interface Check {
  readonly name: CheckName
  /** Whether it holds on quiet candles as well. */
  readonly onQuiet: boolean
  run(context: CheckContext): readonly Remark[]
}

/** So many of `all` probes as the effort asks for, at least one. */
export function probesOf({ effort }: CheckContext, all: number): number {
  return Math.max(1, Math.round(all * effort))
}

/** Ascending random rows of 0 … end − 1, without repeats. */
export function randomRows(rng: Rng, count: number, end: number): number[] {
  if (end <= 0) return []
  const rows = new Set(Array.from({ length: count }, () => rng.below(end)))
  return [...rows].sort((a, b) => a - b)
}
