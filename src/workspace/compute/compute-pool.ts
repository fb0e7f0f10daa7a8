import { isCodeAllowed } from '../../definitions/code-trust.js'
import { packageEntry } from '../../definitions/package-entry.js'
import { float32ColumnOf, type Frame } from '../../core/frame.js'
import type { RowExpander } from '../../datasets/expand-features.js'
import { expandedColumns, requireExpandable } from '../../features/expand-lags.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { columnBuffers, releaseBuffers, frameBuffers } from '../../runtime/buffers.js'
import { openWorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import type { RowComputer } from '../../store/derived/derived-month.js'
import { expandReplySchema, receiveFrame, sendCandles, type ComputeJob, type ExpandJob } from './compute-protocol.js'
import { availableParallelism } from 'node:os'
import { openDerivedStore, type DerivedStore } from '../../store/derived/derived-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceFolder } from '../context.js'

/** Threads that compute what is in the catalogs. */
export interface ComputePool extends Required<Omit<RowComputer, 'isOnly'>>, RowExpander {
  /** Ends the threads. Idle ones do not keep the process alive, so that only those who count them need this. */
  close(): Promise<void>
}

/**
 * A pool of `workers` threads, started when they are needed. The result has the same bits at any number of them.
 * @param workspace folder whose own definitions are known too
 */
export function openComputePool(workers: number, workspace?: string): ComputePool {
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './compute-worker.js'), workers)
  const entry = packageEntry().href
  const recycled: ArrayBuffer[][] = []
  return {
    parallel: workers,
    compute: async ({ kind, definition, sourceHash }, candles) => {
      const sent = sendCandles(candles, definition.reads)
      const job: ComputeJob = {
        kind,
        id: definition.id,
        sourceHash,
        packageEntry: entry,
        candles: sent,
        spare: recycled.pop() ?? [],
        allowsCode: workspace !== undefined && isCodeAllowed(workspace),
        ...(workspace !== undefined && { workspace }),
      }
      const { grid, columns } = receiveFrame(
        await pool.run(job, [...frameBuffers(sent.own, ...sent.others.values()), ...job.spare]),
      )
      return { grid: { ...grid, calendar: candles.grid.calendar }, columns }
    },
    expand: async (set, frame, rows, out) => {
      requireExpandable(set, frame, rows, out)
      const job = expandJob(set, frame, rows, out)
      return expandReplySchema.parse(await pool.run(job, columnBuffers(job.stored)))
    },
    recycle: (frame) => {
      if (recycled.length < workers) recycled.push(frameBuffers(frame))
      else releaseBuffers(frameBuffers(frame))
    },
    close: async () => {
      await pool.close()
      releaseBuffers(recycled.splice(0).flat())
    },
  }
}

function expandJob(set: FeatureSet, frame: Frame, rows: Int32Array, out: Float32Array): ExpandJob {
  const names = set.columns.map(({ name }) => name)
  return {
    kind: 'expand',
    stored: names.map((name) => float32ColumnOf(frame, name)),
    columns: expandedColumns(set).map(({ stored, offset }) => ({ stored: names.indexOf(stored), offset })),
    rows,
    out,
  }
}

/** More threads than this gain little, for the disk has to keep up, and each takes some 40 MB. */
export const MAX_THREADS = 8

/** Threads that compute on this machine: one for each core, eight at most. */
export function computeThreads(): number {
  return Math.min(availableParallelism(), MAX_THREADS)
}

/** Runs `work` on the derived frames of a workspace, computed by as many threads as the machine has cores; they end with it. */
export async function withDerivedStore<T>(
  { directory, dataFolder }: WorkspaceFolder,
  candles: CandleStore,
  work: (derived: DerivedStore) => Promise<T>,
): Promise<T> {
  const pool = openComputePool(computeThreads(), directory)
  try {
    return await work(openDerivedStore(dataFolder, candles, pool))
  } finally {
    await pool.close()
  }
}
