import { basename } from 'node:path'
import { CHECKS, type CheckName, type Finding } from '../../checks/finding.js'
import type { SubjectKind } from '../../checks/subject.js'
import { UserError } from '../../core/errors.js'
import { isoMinute } from '../../core/time.js'

/** What came of checking one definition. */
export interface CheckReport {
  readonly kind: SubjectKind | 'nets'
  readonly id: string
  readonly file: string
  /** Whether it is the workspace's. */
  readonly userDefined: boolean
  /** Hash of its source: another source is not checked by this. Empty where the result is not kept. */
  readonly sourceHash: string
  readonly scope: CheckScope
  readonly samples: readonly string[]
  readonly findings: readonly Finding[]
  /** What was looked at; default: all there is. */
  readonly checks?: readonly CheckName[]
}

export const CHECK_SCOPES = ['full', 'quick'] as const
export type CheckScope = (typeof CHECK_SCOPES)[number]

export function failuresOf({ findings }: Pick<CheckReport, 'findings'>): Finding[] {
  return findings.filter(({ severity }) => severity === 'failure')
}

export function hasPassed(report: Pick<CheckReport, 'findings'>): boolean {
  return failuresOf(report).length === 0
}

/** What was looked at. */
export function checksOf({ checks }: Pick<CheckReport, 'checks'>): readonly CheckName[] {
  return checks ?? CHECKS
}

/** Checks with at least one failure, in their order. */
export function failedChecks(report: Pick<CheckReport, 'findings'>): CheckName[] {
  const failed = new Set(failuresOf(report).map(({ check }) => check))
  return CHECKS.filter((check) => failed.has(check))
}

/** What came of checking several definitions. */
export interface CheckResult {
  readonly reports: readonly CheckReport[]
}

/** A definition that failed is no success. */
export function checkFailure({ reports }: CheckResult): Error | undefined {
  const failed = reports.filter((report) => !hasPassed(report)).map(({ id }) => id)
  if (failed.length === 0) return undefined
  return new UserError(`${failed.length} of ${reports.length} failed: ${failed.join(', ')}`)
}

export function checkJson({ reports }: CheckResult): unknown {
  return {
    passed: reports.every(hasPassed),
    checks: CHECKS,
    definitions: reports.map(({ findings, ...report }) => ({
      ...report,
      failed: failedChecks({ findings }),
      findings: findings.map(({ time, ...finding }) => ({
        ...finding,
        ...(time === undefined ? {} : { time: isoMinute(time) }),
      })),
    })),
  }
}

/** `failed causality: column x at 2024-01-03T05:07Z on simulated 1: looks ahead …`. */
export function findingText({ check, severity, sample, text, column, time }: Finding): string {
  const where = [
    column === undefined ? '' : `column ${column}`,
    time === undefined ? '' : `at ${isoMinute(time)}`,
    sample === '' ? '' : `on ${sample}`,
  ].filter((part) => part !== '')
  return `${severity === 'failure' ? 'failed' : 'note on'} ${check}: ${where.length > 0 ? `${where.join(' ')}: ` : ''}${text}`
}

/** A file of the workspace that could not be loaded. */
export interface BrokenFile {
  readonly kind: CheckReport['kind']
  readonly file: string
  /** What is wrong, with its place. */
  readonly text: string
}

/** A broken file among the reports: it has failed before anything could be looked at. */
export function reportBrokenFile({ kind, file, text }: BrokenFile, scope: CheckScope): CheckReport {
  const id = basename(file).replace(/\.[jt]s$/, '')
  const findings = [{ check: 'shape', severity: 'failure', sample: '', text }] as const
  return { kind, id, file, userDefined: true, sourceHash: '', scope, samples: [], findings, checks: ['shape'] }
}
