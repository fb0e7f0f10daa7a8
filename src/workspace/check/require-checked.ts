import type { CheckStatus } from '../../classifier/description.js'
import { definitionHash } from '../../definitions/definition-hash.js'
import { RequestError } from '../../core/request-error.js'
import type { Progress } from '../../core/progress.js'
import { checkDefinitions } from './check-definitions.js'
import type { CatalogDefinition } from './catalog-definitions.js'
import { readCheckRecord, writeCheckRecord, type CheckRecord } from './check-records.js'
import { failedChecks, failuresOf, findingText, hasPassed } from './result.js'

export interface RequireCheckedOptions {
  readonly dataFolder: string
  /** Folder of the workspace. */
  readonly workspace: string
  /** Whether what failed may be used, and what was never checked need not be. */
  readonly unchecked: boolean
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * What is known of a definition from its checks. One of the package that was never checked here counts as it was shipped; one of
 * the workspace is checked quickly first, and the result is kept. Throws RequestError where it failed, unless that is allowed.
 */
export async function requireChecked(
  definition: CatalogDefinition,
  options: RequireCheckedOptions,
): Promise<CheckStatus> {
  const { dataFolder, unchecked } = options
  const { entry, kind } = definition
  const { id } = entry.value
  const known = await readCheckRecord(dataFolder, { kind, id, sourceHash: await definitionHash(entry.file) })
  if (!known && !entry.userDefined) return 'shipped'
  if (!known && unchecked) return 'unchecked'
  const record = known ?? (await checkNow(definition, options))
  if (record && hasPassed(record)) return 'passed'
  if (unchecked) return 'failed'
  throw new RequestError(refusalText(id, record), { remedy: 'check' })
}

async function checkNow(
  definition: CatalogDefinition,
  options: RequireCheckedOptions,
): Promise<CheckRecord | undefined> {
  const { dataFolder, workspace, progress, signal } = options
  const [report] = await checkDefinitions([definition], {
    workspace,
    seed: 1,
    quick: true,
    candlesFor: () => Promise.resolve([]),
    progress,
    signal,
  })
  if (report) await writeCheckRecord(dataFolder, report)
  return report
}

function refusalText(id: string, record: CheckRecord | undefined): string {
  const [first] = record ? failuresOf(record) : []
  const more = record ? failedChecks(record).slice(1) : []
  const others = more.length > 0 ? ` (and ${more.join(', ')})` : ''
  return `${id} ${first ? findingText(first) : 'failed its check'}${others}; train with {unchecked}, or mend it and look again with`
}
