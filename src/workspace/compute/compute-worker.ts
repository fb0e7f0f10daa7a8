// The script of the threads that compute definitions: each job is one definition over one stretch of candles, or rows of one.
import { entryOf, type CatalogEntry } from '../../definitions/catalog.js'
import { allowCode } from '../../definitions/code-trust.js'
import { definitionHash } from '../../definitions/definition-hash.js'
import type { Definition } from '../../definitions/definition.js'
import { UserError } from '../../core/errors.js'
import { packageEntry } from '../../definitions/package-entry.js'
import { columnBuffers, frameBuffers, recycleBuffers, releaseBuffers } from '../../runtime/buffers.js'
import { serveJobs, type JobResult } from '../../runtime/serve-jobs.js'
import { indexOfNonFiniteRow } from '../../datasets/statistics/non-finite.js'
import { featureCatalog } from '../../features/catalog.js'
import { expandValues } from '../../features/expand-values.js'
import { targetCatalog } from '../../targets/catalog.js'
import { receiveCandles, sendFrame, workerJobSchema, type ComputeJob, type ExpandJob } from './compute-protocol.js'

const loaded = new Map<string, Promise<Definition>>()

serveJobs((body) => {
  const job = workerJobSchema.parse(body)
  return job.kind === 'expand' ? expand(job) : compute(job)
})

async function expand({ stored, columns, rows, out }: ExpandJob): Promise<JobResult> {
  const sources = columns.map(({ stored: index, offset }) => ({ values: stored[index] ?? new Float32Array(), offset }))
  expandValues(sources, rows, out)
  const value = indexOfNonFiniteRow(sources, rows, out)
  releaseBuffers(columnBuffers(stored))
  return { value, transfer: [] }
}

async function compute(job: ComputeJob): Promise<JobResult> {
  const definition = await definitionOf(job)
  recycleBuffers(job.spare)
  const value = sendFrame(definition.compute(receiveCandles(job.candles)))
  const transfer = frameBuffers(value)
  // A column may be one of the candles'.
  releaseBuffers(
    frameBuffers(job.candles.own, ...job.candles.others.values()).filter((read) => !transfer.includes(read)),
  )
  return { value, transfer }
}

function definitionOf(job: ComputeJob): Promise<Definition> {
  const key = [job.kind, job.id, job.workspace, job.sourceHash].join('\n')
  const known = loaded.get(key) ?? load(job)
  loaded.set(key, known)
  return known
}

async function load(job: ComputeJob): Promise<Definition> {
  const { kind, id, workspace, allowsCode, sourceHash } = job
  if (workspace !== undefined && allowsCode) allowCode(workspace)
  const scope = { workspace, id }
  const entry: CatalogEntry<Definition> =
    kind === 'features'
      ? entryOf(await featureCatalog(scope), 'feature set', id)
      : entryOf(await targetCatalog(scope), 'target', id)
  const comparable = entry.userDefined && job.packageEntry === packageEntry().href
  if (comparable && (await definitionHash(entry.file)) !== sourceHash) {
    throw new UserError(`${entry.file} was changed while it was being computed; run again`)
  }
  return entry.value
}
