import { messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { createRng } from '../core/rng.js'
import { findDifferingRows, type DifferingRow } from './differing-rows.js'
import { causalityCheck } from './causality.js'
import type { Check, CheckContext, EnvironmentView } from './check.js'
import { columnsCheck } from './columns.js'
import { copyFrame } from './compare.js'
import { NOT_REPEATABLE, determinismCheck } from './determinism.js'
import { CHECKS, type Finding } from './finding.js'
import { finiteCheck } from './finite.js'
import { historyCheck } from './history.js'
import { mutationCheck } from './mutation.js'
import { precisionCheck } from './precision.js'
import { purityCheck } from './purity.js'
import { recordEnvironmentUse, type EnvironmentWatch } from './record-environment-use.js'
import { copyCandles, type Sample } from './sample.js'
import { startCheck } from './start.js'
import { streamingCheck } from './streaming.js'
import type { Subject } from './subject.js'

const ALL_CHECKS: readonly Check[] = [
  mutationCheck,
  determinismCheck,
  causalityCheck,
  historyCheck,
  startCheck,
  streamingCheck,
  finiteCheck,
  columnsCheck,
  precisionCheck,
  // Purity comes last: it reports what the others had computed.
  purityCheck,
]

/** Checks that compare values: where these are random the checks would only repeat it. */
const COMPARING: ReadonlySet<Finding['check']> = new Set(['causality', 'history', 'start', 'streaming'])

/** Checks whose notes say what was never seen: they count only if they were made on all samples. */
const OF_ALL_SAMPLES: ReadonlySet<Finding['check']> = new Set(['columns', 'history'])

export interface CheckRequest {
  readonly subject: Subject
  /** A second instance of the definition, loaded once more: what it keeps from one call to the next is its own. */
  readonly another: Subject
  readonly samples: readonly Sample[]
  readonly seed: number
  readonly effort: number
  readonly environment: DefinitionEnvironment
}

/** The environment of a definition, as whoever loads definitions sees it. */
export interface DefinitionEnvironment {
  /** What the definition's file touched while it was loaded. */
  readonly touchedAtLoad: readonly string[]
  /** Runs work and returns what it used of the environment. */
  readonly watch: EnvironmentWatch
  readonly leftBehind: () => readonly string[]
  /** Runs work with other answers from the environment: other random numbers, another time, other contents of files. */
  readonly withOtherAnswers: <T>(work: () => T) => T
  /** The definition as it was loaded with other answers; left out where its file touched nothing. */
  readonly loadedElsewhere?: Subject
}

/**
 * Checks a definition on each sample. The same seed makes the same probes. What is found on several samples is reported
 * once, of the first; that something never varies or never matters is reported only if it is so on all.
 */
export function runChecks(request: CheckRequest): Finding[] {
  const found = request.samples.flatMap((sample, index) => checkOn(sample, index, request))
  return summarize(removeEchoes(found, request.samples), request.samples)
}

function checkOn(sample: Sample, index: number, request: CheckRequest): Finding[] {
  const { seed, effort, environment } = request
  const touched = new Set<string>()
  let subject = recordEnvironmentUse(request.subject, environment.watch, touched)
  let another = recordEnvironmentUse(request.another, environment.watch, touched)
  const { whole, finding } = computeWhole(subject, sample)
  if (!whole) return finding ? [finding] : []
  const found: Finding[] = []
  const shared = { sample, whole, effort, environment: environmentView(request, touched) }
  const differingRows = cached((): DifferingRow[] =>
    findDifferingRows({ ...shared, subject, another, rng: createRng(seed, index, ALL_CHECKS.length) }),
  )
  for (const check of ALL_CHECKS.filter(({ on }) => on.includes(sample.kind))) {
    if (found.some(({ text }) => text === NOT_REPEATABLE) && COMPARING.has(check.name)) continue
    const rng = createRng(seed, index, ALL_CHECKS.indexOf(check))
    const remarks = attempt(check, { ...shared, subject, another, rng, differingRows })
    found.push(...remarks.map((remark) => ({ sample: sample.name, ...remark })))
    // The other checks must find neither the candles changed nor the frames.
    if (check === mutationCheck && remarks.length > 0) [subject, another] = [withCopies(subject), withCopies(another)]
  }
  return found
}

/** Removes findings of the long sample that follow from those of others: rows that change among few others change among many, too. */
function removeEchoes(found: readonly Finding[], samples: readonly Sample[]): readonly Finding[] {
  if (!found.some(({ check }) => check === 'streaming')) return found
  const long = new Set(samples.filter(({ kind }) => kind === 'long').map(({ name }) => name))
  return found.filter(({ check, sample }) => check !== 'start' || !long.has(sample))
}

function cached<T>(work: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: work() }).value
}

function environmentView({ subject, environment }: CheckRequest, touched: ReadonlySet<string>): EnvironmentView {
  const { touchedAtLoad, leftBehind, withOtherAnswers, loadedElsewhere = subject } = environment
  return {
    touchedAtLoad,
    leftBehind,
    touched: () => [...touched],
    elsewhere: (candles) => withOtherAnswers(() => loadedElsewhere.compute(copyCandles(candles))),
  }
}

function computeWhole(subject: Subject, sample: Sample): { whole?: Frame; finding?: Finding } {
  const shapeFailure = (text: string): { finding: Finding } => ({
    finding: { check: 'shape', severity: 'failure', sample: sample.name, text },
  })
  try {
    const candles = copyCandles(sample.candles)
    const whole = subject.compute(candles)
    const wrong = subject.frameError(whole, candles)
    return wrong === undefined ? { whole: copyFrame(whole) } : shapeFailure(wrong)
  } catch (error) {
    return shapeFailure(messageOf(error))
  }
}

/** Runs a check. A definition that throws on some of its candles is reported once, as one that throws on the whole sample. */
function attempt(check: Check, context: CheckContext): readonly Omit<Finding, 'sample'>[] {
  try {
    return check.run(context).map((remark) => ({ check: check.name, ...remark }))
  } catch (error) {
    return [{ check: 'shape', severity: 'failure', text: `it fails on some candles: ${messageOf(error)}` }]
  }
}

function withCopies(subject: Subject): Subject {
  return { ...subject, compute: (candles) => copyFrame(subject.compute(copyCandles(candles))) }
}

function summarize(found: readonly Finding[], samples: readonly Sample[]): Finding[] {
  const moving = samples.filter(({ kind }) => kind === 'moving').length
  const groups = new Map<string, Finding[]>()
  for (const finding of found) {
    const key = keyOf(finding)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  const reported = [...groups.values()].flatMap((group) => {
    // Of what was seen to matter the furthest counts.
    const [first] = [...group].sort((a, b) => (b.reach ?? 0) - (a.reach ?? 0))
    if (!first || (OF_ALL_SAMPLES.has(first.check) && first.severity === 'note' && group.length < moving)) return []
    return [first]
  })
  return reported.sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check))
}

/** What makes two findings the same: the first words too, where one check finds several things of one column. */
function keyOf({ check, severity, column, text }: Finding): string {
  const several = check === 'columns' || check === 'purity' || check === 'history'
  return [check, severity, column, several ? text.split(/[,:]/)[0] : ''].join('\n')
}
