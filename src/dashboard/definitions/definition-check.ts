import type { DefinitionCheck } from './api.js'
import { readCheckRecord, type CheckedSource } from '../../workspace/check/check-records.js'
import { hasPassed } from '../../workspace/check/check-report.js'

/** What is known of the soundness of this very source. */
export async function definitionCheck(
  dataFolder: string,
  source: CheckedSource,
  own: boolean,
): Promise<DefinitionCheck> {
  const record = await readCheckRecord(dataFolder, source)
  if (!record) return { state: own ? 'unchecked' : 'shipped', samples: [], findings: [] }
  const { scope, samples, findings } = record
  return {
    state: hasPassed(record) ? 'passed' : 'failed',
    scope,
    samples,
    findings: findings.map(({ severity, check, text, sample }) => ({ severity, check, text, sample })),
  }
}
