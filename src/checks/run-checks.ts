import { messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { rngOf } from '../core/rng.js'
import { causality } from './causality.js'
import type { Check, CheckContext, Remark } from './check.js'
import { columns } from './columns.js'
import { determinism } from './determinism.js'
import { CHECKS, type Finding } from './finding.js'
import { finite } from './finite.js'
import { history } from './history.js'
import { mutation } from './mutation.js'
import { precision } from './precision.js'
import { purity } from './purity.js'
import { copyCandles, type Sample } from './sample.js'
import { start } from './start.js'
import { streaming } from './streaming.js'
import type { Subject } from './subject.js'

const ALL: readonly Check[] = [
  mutation,
  purity,
  determinism,
  causality,
  history,
  start,
  streaming,
  finite,
  columns,
  precision,
]

/** Checks whose notes say what was never seen. */
const OF_ALL_SAMPLES: ReadonlySet<Finding['check']> = new Set(['columns', 'history'])

export interface CheckRequest {
  readonly subject: Subject
  /** The same definition, loaded once more: what it keeps from one call to the next is its own. */
  readonly another: Subject
  readonly samples: readonly Sample[]
  readonly seed: number
  readonly effort: number
  readonly watch: CheckContext['watch']
  readonly touchedAtLoad: readonly string[]
  /** Told after each step how many of `checkSteps(samples)` are done. */
  readonly onStep?: (done: number) => void
}

/** How many steps checking takes. */
export function checkSteps(samples: readonly Sample[]): number {
  return samples.length * CHECKS.length
}

/**
 * Checks a definition on each sample. The same seed makes the same probes. What is found on several samples is told once, of
 * the first; that something never varies or never matters is told only where it is so on all.
 */
export function runChecks(request: CheckRequest): Finding[] {
  const found: Finding[] = []
  let done = 0
  const step = (): void => request.onStep?.(++done)
  request.samples.forEach((sample, index) => {
    const { whole, finding } = computeWhole(request.subject, sample)
    step()
    if (finding) found.push(finding)
    let { subject, another } = request
    for (const check of ALL) {
      if (whole && (check.onQuiet || !sample.quiet)) {
        const rng = rngOf(request.seed, index, ALL.indexOf(check))
        const remarks = attempt(check, { ...request, subject, another, sample, whole, rng })
        found.push(...remarks.map((remark) => ({ check: check.name, sample: sample.name, ...remark })))
        // The other checks must not find the candles changed.
        if (check === mutation && remarks.length > 0) [subject, another] = [withCopies(subject), withCopies(another)]
      }
      step()
    }
  })
  return summarized(found, request.samples)
}

function computeWhole(subject: Subject, sample: Sample): { whole?: Frame; finding?: Finding } {
  const fault = (text: string): { finding: Finding } => ({
    finding: { check: 'shape', severity: 'failure', sample: sample.name, text },
  })
  try {
    const candles = copyCandles(sample.candles)
    const whole = subject.compute(candles)
    const wrong = subject.frameFault(whole, candles)
    return wrong === undefined ? { whole } : fault(wrong)
  } catch (error) {
    return fault(messageOf(error))
  }
}

function attempt(check: Check, context: CheckContext): readonly Remark[] {
  try {
    return check.run(context)
  } catch (error) {
    return [{ severity: 'failure', text: `it fails on some candles: ${messageOf(error)}` }]
  }
}

function withCopies(subject: Subject): Subject {
  return { ...subject, compute: (candles) => subject.compute(copyCandles(candles)) }
}

function summarized(found: readonly Finding[], samples: readonly Sample[]): Finding[] {
  const moving = samples.filter(({ quiet }) => !quiet).length
  const groups = new Map<string, Finding[]>()
  for (const finding of found) {
    const key = keyOf(finding)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  const told = [...groups.values()].flatMap((group) => {
    // Of what was seen to matter the furthest counts.
    const [first] = [...group].sort((a, b) => (b.reach ?? 0) - (a.reach ?? 0))
    if (!first || (OF_ALL_SAMPLES.has(first.check) && first.severity === 'note' && group.length < moving)) return []
    return [first]
  })
  return told.sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check))
}

/** What makes two findings the same: the first words too, where one check finds several things of one column. */
function keyOf({ check, severity, column, text }: Finding): string {
  const several = check === 'columns' || check === 'purity' || check === 'history'
  return [check, severity, column, several ? text.split(/[,:]/)[0] : ''].join('\n')
}
