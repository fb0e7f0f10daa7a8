import type { Clock } from '../../core/clock.js'
import { CancelledError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import type { Progress } from '../../core/progress.js'
import { openExecutor } from '../../runtime/executor.js'
import { machineCapacity, type MachineCapacity } from '../../runtime/machine-capacity.js'
import { workerUrl } from '../../runtime/worker-url.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { DerivedRequest, DerivedStore } from '../../store/derived/derived-store.js'
import { estimateStale, type StaleEstimate } from '../../store/derived/estimate-stale.js'
import type { WorkspaceFolder } from '../context.js'
import { MAX_THREADS } from './compute-pool.js'
import { countProgress, receiveProgress, supplementResultSchema, type SupplementTask } from './supplement-task.js'

export interface SupplementAllContext {
  readonly workspace: Pick<WorkspaceFolder, 'directory' | 'dataFolder'>
  readonly candles: CandleStore
  readonly derived: DerivedStore
  readonly clock: Clock
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Default: what this machine has. */
  readonly capacity?: MachineCapacity
}

/** Rows that were computed for one request, or why they could not be. */
export type SupplementOutcome = PromiseSettledResult<number>

/**
 * Brings frames of several definitions and markets up to the stored candles. One after the other, each by the threads of this
 * process; where much is to be done for several markets, by worker processes beside each other. Resolves to an outcome for each
 * request, whose rows have the same bits either way; rejects with CancelledError where the signal is aborted.
 */
export async function supplementAll(
  context: SupplementAllContext,
  requests: readonly DerivedRequest[],
): Promise<SupplementOutcome[]> {
  const plan = await planSupplement(context, requests)
  return plan ? supplementInProcesses(context, requests, plan) : supplementHere(context, requests)
}

/** How the missing and stale rows of these frames are best spread over processes; undefined where this one is faster. */
export async function planSupplement(
  { workspace, candles, capacity }: Pick<SupplementAllContext, 'workspace' | 'candles' | 'capacity'>,
  requests: readonly DerivedRequest[],
): Promise<ProcessPlan | undefined> {
  const work = requests.map(async (request) => ({
    market: marketPath(request.market),
    ...(await estimateStale(workspace.dataFolder, candles, request)),
  }))
  return planProcesses(await Promise.all(work), capacity ?? machineCapacity())
}

/** How work is spread over processes. */
export interface ProcessPlan {
  readonly processes: number
  /** Threads of each. */
  readonly threads: number
  /** Memory of all. */
  readonly megabytes: number
}

/** Memory of a process that computes: its own, that of its threads, and some months of candles and rows. */
const TASK_MEGABYTES = 300

/**
 * Rows from which on processes gain, for each takes a third of a second to start. Threads share the computing of many months, but
 * not the reading and writing, which is a sixth to three quarters of the work. Of a single month they share nothing.
 */
const MIN_ROWS = 128 * 30 * 1440
const SINGLE_MONTH_WEIGHT = 4

/** Undefined where this process and its threads are faster, or where there is no memory for more. */
export function planProcesses(
  work: readonly (StaleEstimate & { readonly market: string })[],
  { cores, megabytes }: MachineCapacity,
): ProcessPlan | undefined {
  const stale = work.filter(({ rows }) => rows > 0)
  const weight = stale.reduce((sum, { rows, months }) => sum + (months === 1 ? SINGLE_MONTH_WEIGHT * rows : rows), 0)
  const threads = Math.min(cores, MAX_THREADS)
  const markets = new Set(stale.map(({ market }) => market)).size
  const processes = Math.min(threads, markets, Math.floor(megabytes / TASK_MEGABYTES))
  if (processes < 2 || weight < MIN_ROWS) return undefined
  return { processes, threads: Math.floor(threads / processes), megabytes }
}

async function supplementHere(
  { derived, progress, signal }: SupplementAllContext,
  requests: readonly DerivedRequest[],
): Promise<SupplementOutcome[]> {
  const outcomes: SupplementOutcome[] = []
  for (const request of requests) {
    const counted = countProgress(progress)
    const [outcome] = await Promise.allSettled([derived.supplement({ ...request, progress: counted.progress, signal })])
    if (outcome.status === 'rejected' && outcome.reason instanceof CancelledError) throw outcome.reason
    outcomes.push(outcome.status === 'rejected' ? outcome : { status: 'fulfilled', value: counted.done() })
  }
  return outcomes
}

/** Each request is a task of its own: frames of one definition and market have one writer at a time. */
export async function supplementInProcesses(
  { workspace, clock, progress, signal }: Pick<SupplementAllContext, 'workspace' | 'clock' | 'progress' | 'signal'>,
  requests: readonly DerivedRequest[],
  { processes, threads, megabytes }: ProcessPlan,
): Promise<SupplementOutcome[]> {
  const { directory, dataFolder } = workspace
  const entry = workerUrl(import.meta.url, './supplement-worker.js')
  const executor = openExecutor({ entry, workers: processes, megabytes, clock })
  const shown = requests.map(() => receiveProgress(progress))
  try {
    const outcomes = await executor.runSettled(
      requests.map(({ kind, definition: { id }, market, range }) => ({
        task: 'supplement',
        name: `${id} of ${market.symbol}`,
        megabytes: TASK_MEGABYTES,
        request: { directory, dataFolder, kind, id, market, threads, ...(range && { range }) } satisfies SupplementTask,
      })),
      { signal, onProgress: (index, event) => shown[index]?.(event) },
    )
    return outcomes.map((outcome) =>
      outcome.status === 'rejected'
        ? outcome
        : { status: 'fulfilled', value: supplementResultSchema.parse(outcome.value).rows },
    )
  } finally {
    await executor.close()
  }
}
