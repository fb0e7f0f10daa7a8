import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CancelledError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { MINUTE, intersect, type TimeRange } from '../../core/time.js'

import { inputNames } from '../../datasets/base-dataset.js'
import { SET_TYPES } from '../../datasets/split-sets.js'
import { isCodeAllowed } from '../../definitions/code-trust.js'
import { openExecutor } from '../../runtime/executor.js'
import { machineCapacity, type MachineCapacity } from '../../runtime/machine-capacity.js'
import { workerUrl } from '../../runtime/worker-url.js'
import type { DerivedRequest } from '../../store/derived/derived-store.js'
import { withWriterLock } from '../../store/files/writer-lock.js'
import { supplementAll } from '../compute/supplement-all.js'
import type { WorkspaceContext } from '../context.js'
import { featureRequest } from '../rows/base-rows.js'
import type { WorkspaceSources } from '../rows/data-sources.js'
import type { PlannedWindow, WalkForwardPlan } from './plan-windows.js'
import { findWindow, removeWindow, windowFolder } from './window-files.js'
import { windowEventSchema, type WindowTask } from './window-task.js'

export interface MakeOptions {
  readonly context: WorkspaceContext
  readonly sources: WorkspaceSources
  readonly overwrite: boolean
  /** Windows at a time; default: as many as the machine has room for. */
  readonly workers: number | undefined
}

/**
 * Makes the windows that are not finished yet, several at a time, each in a worker process; those that are finished stay as they are. Throws
 * RequestError where windows of that name were made by other settings, CancelledError where it is stopped: what is finished is kept.
 */
export async function makeWindows(plan: WalkForwardPlan, options: MakeOptions): Promise<void> {
  const { name, folder } = plan
  const locks = join(folder, '..', `.${name}.writer`)
  try {
    await withWriterLock(locks, `walk-forward ${name}`, async () => {
      const missing = await findMissing(plan, options)
      if (missing.length === 0) return
      await supplementFrames(plan, missing, options)
      await options.sources.stopThreads()
      await runWorkers(plan, missing, options)
      await rm(join(folder, '.training'), { recursive: true, force: true })
    })
  } finally {
    await rmdir(locks).catch(() => {})
  }
}

/** The windows that have to be made; what is damaged, or was made from candles that have changed, is removed. */
async function findMissing(
  { name, folder, windows }: WalkForwardPlan,
  { context, overwrite }: MakeOptions,
): Promise<PlannedWindow[]> {
  const missing: PlannedWindow[] = []
  for (const window of windows) {
    const place = windowFolder(folder, window.number)
    const stored = await findWindow(place)
    const reason = stored.state === 'finished' ? differenceOf(stored.window.identity, window.identity) : stored.state
    if (reason === undefined) continue
    if (typeof reason === 'object' && reason.name !== 'candles' && !overwrite) {
      throw new RequestError(
        `walk-forward ${name} was made with other settings: ${reason.text}; choose another {name}, or replace it with {overwrite}`,
      )
    }
    if (stored.state === 'damaged')
      context.log(`window ${window.number} is made again: its file ${stored.file} was cut short or changed`)
    if (typeof reason === 'object' && reason.name === 'candles')
      context.log(`window ${window.number} is made again: candles that it was made from have changed since`)
    await removeWindow(place)
    missing.push(window)
  }
  return missing
}

interface Difference {
  readonly name: string
  readonly text: string
}

/** The first setting that differs; candles only where nothing else does. */
function differenceOf(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Difference | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((one) => before[one] !== now[one])
  const name = names.find((one) => one !== 'candles') ?? names[0]
  if (name === undefined) return undefined
  const both = `${name} was ${before[name] ?? 'none'}, now ${now[name] ?? 'none'}`
  return { name, text: both.length > 160 ? `${name} is other than now` : both }
}

/** Computes features and labels before anything is trained, so that the workers only read them. */
async function supplementFrames(
  { training }: WalkForwardPlan,
  windows: readonly PlannedWindow[],
  { context, sources }: MakeOptions,
): Promise<void> {
  const { candles, derived } = sources
  const ranges = windows.flatMap(({ sets }) => SET_TYPES.flatMap((type) => sets[type]))
  const span = { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) }
  const requests: DerivedRequest[] = []
  for (const base of training.bases) {
    const stored = await candles.range(base.market)
    const range = stored && intersect(span, stored)
    if (!range) continue
    const features = featureRequest(sources, base, training.features)
    const { value: target, sourceHash } = training.target
    requests.push(
      { ...features, range },
      {
        ...features,
        kind: 'targets',
        definition: target,
        sourceHash,
        columnHistory: target.history,
        horizon: target.horizon,
        range,
      },
    )
  }
  const { workspace, clock, progress, signal } = context
  const outcomes = await supplementAll({ workspace, candles, derived, clock, progress, signal }, requests)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

async function runWorkers(
  plan: WalkForwardPlan,
  windows: readonly PlannedWindow[],
  { context, workers: wanted }: MakeOptions,
): Promise<void> {
  const { workspace, clock, signal, log } = context
  const capacity = machineCapacity()
  const megabytes = windows.map((window) => Math.min(capacity.megabytes, megabytesOf(plan, window)))
  const workers = countWorkers(wanted, windows.length, Math.max(...megabytes), capacity)
  const executor = openExecutor({
    entry: workerUrl(import.meta.url, './window-worker.js'),
    workers,
    megabytes: capacity.megabytes,
    clock,
    log,
  })
  const shown = showWindows(plan, windows, context)
  const { threads = Math.max(1, Math.floor(capacity.cores / workers)) } = plan.training.request
  const { profile: _, ...config } = workspace.config
  try {
    await executor.run(
      windows.map(({ number, sets, identity, training }, index) => ({
        task: 'window',
        name: `window ${number}`,
        megabytes: megabytes[index] ?? 1,
        request: {
          directory: workspace.directory,
          allowsCode: isCodeAllowed(workspace.directory),
          config,
          folder: plan.folder,
          number,
          sets,
          identity: { ...identity },
          training: { ...training, threads },
        } satisfies WindowTask,
      })),
      { signal, onProgress: (index, event) => shown.onEvent(index, event) },
    )
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    const finished = plan.windows.length - windows.length + shown.finished()
    throw new CancelledError(`${finished} of ${plan.windows.length} windows are finished and kept; run again to go on`)
  } finally {
    shown.end()
    await executor.close()
  }
}

/** What a process has besides its rows. */
const BASE_MEGABYTES = 350
/** Rows are scaled, read and kept for a moment beside each other. */
const ROW_COPIES = 1.5
const MEGABYTE = 2 ** 20

/** About the memory that a window takes: all its rows, expanded, as far as they are not memory-mapped. */
function megabytesOf({ training }: WalkForwardPlan, { sets }: PlannedWindow): number {
  const { bases, features, request } = training
  const minutes = SET_TYPES.flatMap((type) => sets[type]).reduce((sum, range) => sum + minutesIn(range), 0)
  const expanded = (bases.length * minutes * 4 * inputNames(features.value).length) / MEGABYTE
  return BASE_MEGABYTES + Math.ceil(ROW_COPIES * Math.min(expanded, Math.max(request.memory, 64)))
}

function minutesIn({ from, to }: TimeRange): number {
  return (to - from) / MINUTE
}

function countWorkers(
  wanted: number | undefined,
  windows: number,
  megabytes: number,
  capacity: MachineCapacity,
): number {
  const room = Math.max(1, Math.floor(capacity.megabytes / megabytes))
  return Math.min(windows, room, wanted ?? capacity.cores)
}

interface ShownWindows {
  onEvent(index: number, event: unknown): void
  /** How many have been finished. */
  finished(): number
  end(): void
}

/** Progress counts epochs: of a window that ends early the rest counts as done. */
function showWindows(
  { training }: WalkForwardPlan,
  windows: readonly PlannedWindow[],
  { progress, log }: WorkspaceContext,
): ShownWindows {
  const { epochs } = training.request
  const done = new Float64Array(windows.length)
  let finished = 0
  const task = progress.start(`${windows.length} windows`, windows.length * epochs, 'epochs')
  return {
    onEvent: (index, sent) => {
      const event = windowEventSchema.parse(sent)
      if (event.event === 'log') return log(event.line)
      if (event.event === 'finished') finished++
      done[index] = event.event === 'finished' ? epochs : event.epoch
      const sum = done.reduce((all, one) => all + one, 0)
      task.update(sum, `${finished} of ${windows.length} windows finished`)
    },
    finished: () => finished,
    end: () => task.end(),
  }
}
