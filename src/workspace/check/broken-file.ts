import { basename } from 'node:path'
import type { CheckReport, CheckScope } from './check-report.js'

/** A file of the workspace that could not be loaded. */
export interface BrokenFile {
  readonly kind: CheckReport['kind']
  readonly file: string
  /** What is wrong, with its place. */
  readonly text: string
}

/** A broken file among the reports: it has failed before anything could be looked at. */
export function brokenReport({ kind, file, text }: BrokenFile, scope: CheckScope): CheckReport {
  const id = basename(file).replace(/\.[jt]s$/, '')
  const findings = [{ check: 'shape', severity: 'failure', sample: '', text }] as const
  return { kind, id, file, own: true, sourceHash: '', scope, samples: [], findings, checks: ['shape'] }
}
