import { dirname, join, resolve } from 'node:path'
import { CancelledError, UserError, systemCodeOf } from '../../core/errors.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { marketPath } from '../../core/market.js'
import { silentProgress, type Progress } from '../../core/progress.js'
import type { TimeRange } from '../../core/time.js'
import { runInParallel } from '../../runtime/run-in-parallel.js'
import { allocateColumn, openFrameFile, withFrameFile, type OpenFrameFile } from '../arrow/frame-file.js'
import type { CandleStore } from '../candles/candle-store.js'
import { DamagedFileError } from '../files/damaged-file.js'
import { removeStagedFiles } from '../files/market-folder.js'
import { withWriterLock } from '../files/writer-lock.js'
import type { DefinitionKind, DerivedSource, FrameKind } from './derived-lineage.js'
import { computeMonth, type StaleMonth, callingThreadComputer, type RowComputer } from './derived-month.js'
import { planDerivedMonths, monthStateOf, type DerivedPlan } from './derived-plan.js'

/** A request for derived rows. */
export interface DerivedRequest<Kind extends FrameKind = DefinitionKind> extends DerivedSource<Kind> {
  /** The time of the rows; default: all that the candles give. */
  readonly range?: TimeRange
  readonly progress?: Progress
  /** The signal is checked between two months; what is computed by then is kept. */
  readonly signal?: AbortSignal
}

/**
 * Feature and target frames of all markets in one data folder: `features/<id>/<marketPath>/2023-08.arrow`, and
 * likewise the score frames of classifiers. Each file
 * records its source, so that nothing stale is ever served; only what is missing or stale is computed, in whole months.
 * A damaged file is set aside and computed again; the remark at the end of the progress names it.
 */
export interface DerivedStore<Kind extends FrameKind = DefinitionKind> {
  /**
   * Returns the stored columns over `range`, cut to what the candles give: rows without their whole history do not
   * exist, and the last `horizon` rows are not final. Throws UserError where no row is left, where candles are lost, or
   * where another process writes these frames.
   */
  frame(request: DerivedRequest<Kind>): Promise<Frame>
  /** Computes and stores the rows without returning them: its memory does not grow with the range. */
  supplement(request: DerivedRequest<Kind>): Promise<void>
}

/** Candles that change while rows are computed from them make the store plan again, at most so often. */
const ATTEMPTS = 5

/** Opens a derived store whose rows are computed by `computer`, several months at a time where it can. */
export function openDerivedStore<Kind extends FrameKind = DefinitionKind>(
  dataFolder: string,
  candles: CandleStore,
  computer: RowComputer<Kind> = callingThreadComputer,
): DerivedStore<Kind> {
  const begin = <T>(request: DerivedRequest<Kind>, read: (job: Job, plan: DerivedPlan) => Promise<T | undefined>) => {
    const folder = derivedFolder(dataFolder, request)
    return inTurn(folder, () => supplementAnd(read, { folder, candles, computer, request, damage: new Set() }))
  }
  return {
    frame: (request) => begin(request, readPlanned),
    supplement: async (request) => {
      await begin(request, () => Promise.resolve(true))
    },
  }
}

/** Where the months of derived rows lie. */
export function derivedFolder(
  dataFolder: string,
  { kind, definition, market }: Pick<DerivedSource<FrameKind>, 'kind' | 'definition' | 'market'>,
): string {
  return join(dataFolder, kind, definition.id, ...marketPath(market).split('/'))
}

/** The last work on each folder that this process has under way, or has queued. */
const lastWork = new Map<string, Promise<void>>()

/** Queues work on one folder, so that calls of one process never meet in the writer's lock, whatever store they go through. */
function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = resolve(folder)
  const turn = (lastWork.get(path) ?? Promise.resolve()).then(work)
  const ended = turn.then(
    () => undefined,
    () => undefined,
  )
  lastWork.set(path, ended)
  void ended.finally(() => {
    if (lastWork.get(path) === ended) lastWork.delete(path)
  })
  return turn
}

/** One call of `frame` or `supplement`. */
interface Job {
  readonly folder: string
  readonly candles: CandleStore
  readonly computer: RowComputer<FrameKind>
  readonly request: DerivedRequest<FrameKind>
  /** Messages about the files that were found damaged. */
  readonly damage: Set<string>
}

/** Stores the planned rows and returns the result of `read`; plans again where that is undefined. */
async function supplementAnd<T>(read: (job: Job, plan: DerivedPlan) => Promise<T | undefined>, job: Job): Promise<T> {
  const { folder, candles, request } = job
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const plan = await planDerivedMonths(folder, candles, request, request.range)
    const done = await unlessDamaged(job, () => supplement(job, plan))
    const result = done ? await unlessDamaged(job, () => read(job, plan)) : undefined
    if (result !== undefined) return result
  }
  throw new UserError(
    `the candles of ${request.market.symbol} change faster than ${request.definition.id} can be computed; run again when the update is over`,
  )
}

/**
 * Runs `work`; returns undefined where a derived file was missing, or damaged and therefore set aside. Damaged candles
 * are thrown.
 */
async function unlessDamaged<T>({ folder, damage }: Job, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DamagedFileError && dirname(error.file) === folder) damage.add(error.message)
    else if (systemCodeOf(error) !== 'ENOENT') throw error
    return undefined
  }
}

/** Computes the months that are missing or stale; returns false where the plan no longer holds. */
async function supplement(job: Job, plan: DerivedPlan): Promise<boolean> {
  if ((await staleMonths(job, plan)).length === 0) return true
  const { definition, market } = job.request
  return withWriterLock(plan.folder, `${definition.id} of ${market.symbol}`, async () => {
    await removeStagedFiles(plan.folder)
    // // Another process may have computed some before this one got the lock.
    return computeMonths(job, await staleMonths(job, plan))
  })
}

/**
 * Returns false, and starts no further month, where the plan no longer holds. A month that was started is finished and
 * kept, also after an error.
 */
async function computeMonths(job: Job, stale: readonly StaleMonth[]): Promise<boolean> {
  const { candles, request, damage } = job
  if (stale.length === 0) return true
  // // Starting threads takes longer than computing a single month.
  const computer = stale.length > 1 || job.computer.isOnly ? job.computer : callingThreadComputer
  const label = `${request.definition.id} of ${request.market.symbol}`
  const rows = stale.reduce((sum, { month, keep }) => sum + month.grid.rows - keep, 0)
  const task = (request.progress ?? silentProgress).start(label, rows, 'rows')
  let done = 0
  try {
    return await runInParallel(stale, computer.parallel, async (one) => {
      if (request.signal?.aborted) throw new CancelledError(`${label}: ${done} of ${rows} rows are computed and kept`)
      if (!(await computeMonth(candles, request, one, computer))) return false
      done += one.month.grid.rows - one.keep
      task.update(done)
      return true
    })
  } finally {
    task.end([...damage].join('; ') || undefined)
  }
}

async function staleMonths(job: Job, plan: DerivedPlan): Promise<StaleMonth[]> {
  const stale: StaleMonth[] = []
  for (const month of plan.months) {
    const state = await unlessDamaged(job, () =>
      withFrameFile(month.file, ({ header }) => Promise.resolve(monthStateOf(header, month, job.request))),
    )
    if (!state?.fresh) stale.push({ month, keep: state?.reusable ?? 0 })
  }
  return stale
}

/** Reads the planned rows into contiguous columns; undefined where a file is no longer as planned. */
async function readPlanned({ request }: Job, plan: DerivedPlan): Promise<Frame | undefined> {
  const opened: OpenFrameFile[] = []
  try {
    for (const { file } of plan.months) opened.push(await openFrameFile(file))
    const columns = new Map<string, Column>()
    for (const [index, month] of plan.months.entries()) {
      const file = opened[index]
      if (!file || !monthStateOf(file.header, month, request).fresh) return undefined
      await readMonth(file, plan, columns)
    }
    return makeFrame(plan.grid, columns)
  } finally {
    await Promise.all(opened.map((file) => file.close()))
  }
}

async function readMonth(file: OpenFrameFile, { grid }: DerivedPlan, columns: Map<string, Column>): Promise<void> {
  const { header } = file
  const from = Math.max(grid.first, header.first)
  const to = Math.min(grid.first + grid.rows, header.first + header.rows)
  const reads = [...header.columns.keys()].map((name) => {
    const values = columns.get(name) ?? allocateColumn(header, name, grid.rows)
    columns.set(name, values)
    return { name, target: values.subarray(from - grid.first, to - grid.first), from: from - header.first }
  })
  await file.read(reads)
}
