import { availableParallelism } from 'node:os'
import { CancelledError, messageOf } from '../../core/errors.js'
import { isCodeAllowed } from '../../definitions/code-trust.js'
import { definitionHash } from '../../definitions/definition-hash.js'
import type { Progress } from '../../core/progress.js'
import { openWorkerPool, type WorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import { checkReplySchema, type CheckJob, type CheckReply, type SentSample } from './check-protocol.js'
import type { CheckReport } from './result.js'
import type { CatalogDefinition } from './catalog-definitions.js'

export interface CheckOptions {
  /** Folder of the workspace. */
  readonly workspace: string
  readonly seed: number
  readonly quick: boolean
  /** Real candles for a definition. */
  readonly candlesFor: (definition: CatalogDefinition) => Promise<readonly SentSample[]>
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** More threads would only take memory from each other. */
const MAX_THREADS = 4

/** Checks definitions, each in a thread; the reports are in their order. Throws CancelledError where the signal stops it. */
export async function checkDefinitions(
  definitions: readonly CatalogDefinition[],
  options: CheckOptions,
): Promise<CheckReport[]> {
  const threads = Math.min(availableParallelism(), MAX_THREADS, definitions.length)
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './check-worker.js'), threads)
  const stop = (): void => void pool.close()
  options.signal.addEventListener('abort', stop)
  const task = options.progress.start('checking', definitions.length, 'definitions')
  let done = 0
  try {
    return await Promise.all(
      definitions.map(async (definition) => {
        const report = await checkOne(pool, definition, options)
        task.update(++done, report.id)
        return report
      }),
    )
  } finally {
    task.end()
    options.signal.removeEventListener('abort', stop)
    await pool.close()
  }
}

async function checkOne(pool: WorkerPool, definition: CatalogDefinition, options: CheckOptions): Promise<CheckReport> {
  const { kind, entry } = definition
  const { id } = entry.value
  const { workspace, seed, quick, candlesFor, signal } = options
  const job: CheckJob = {
    kind,
    id,
    workspace,
    allowsCode: isCodeAllowed(workspace),
    seed,
    quick,
    stored: [...(await candlesFor(definition))],
  }
  const sourceHash = await definitionHash(entry.file)
  const checked = await runJob(pool, job, signal)
  return {
    kind,
    id,
    file: entry.file,
    userDefined: entry.userDefined,
    sourceHash,
    scope: quick ? 'quick' : 'full',
    ...checked,
  }
}

/** A thread that the definition's code brings down is a failure of the definition. */
async function runJob(pool: WorkerPool, job: CheckJob, signal: AbortSignal): Promise<CheckReply> {
  if (signal.aborted) throw new CancelledError('nothing was checked')
  try {
    return checkReplySchema.parse(await pool.run(job))
  } catch (error) {
    if (signal.aborted) throw new CancelledError('the checks are not finished')
    const text = `could not be checked: ${messageOf(error)}`
    return { samples: [], findings: [{ check: 'shape', severity: 'failure', sample: '', text }] }
  }
}
