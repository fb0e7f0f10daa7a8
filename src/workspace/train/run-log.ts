import { appendFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { makeFolderSync } from '../../store/files/make-folder.js'
import type { TrainingPosition } from '../../classifier/fit-options.js'
import type { Clock } from '../../core/clock.js'
import { CancelledError, messageOf } from '../../core/errors.js'
import { SECOND } from '../../core/time.js'
import { readProcessStart } from '../../store/files/process-mark.js'
import { rangeOf } from '../../core/grid.js'
import { inputNames } from '../../datasets/base-dataset.js'
import type { WorkspaceContext } from '../context.js'
import type { RunEvent, RunLineage, RunStart, RunStep } from './run-log-events.js'
import type { StartedTraining, TrainingLog } from './training-log.js'

/** Where runs are logged, and what is known of the process that runs one. */
export interface RunLogOptions {
  /** Folder of the logs; each run has a file `<id>.jsonl` of its own. */
  readonly folder: string
  /** Folder of the workspace. */
  readonly directory: string
  readonly pid: number
  readonly processStart: string
  readonly clock: Clock
  /** Told once where the log cannot be written; the training goes on. */
  readonly log: (line: string) => void
}

/** Logs a training of this process in its workspace. */
export async function openRunLog(
  { workspace, clock, log }: WorkspaceContext,
  started: StartedTraining,
): Promise<TrainingLog> {
  const options = {
    folder: workspace.runFolder,
    directory: workspace.directory,
    pid: process.pid,
    processStart: await readProcessStart(process.pid),
    clock,
    log,
  }
  return logTraining(options, started)
}

/** Logs a training, one line an event; steps at most once a second. */
export function logTraining(options: RunLogOptions, started: StartedTraining): TrainingLog {
  const { clock } = options
  const append = appender(options, started)
  const steps = stepEvents(options, started)
  append(startEvent(options, started))
  return {
    onStep: (position) => {
      const event = steps(position)
      if (event) append(event)
    },
    onEpoch: (report, best) => append({ event: 'epoch', time: clock.now(), best, report }),
    onEnd: (ending) => append({ event: 'end', time: clock.now(), ...ending }),
    onFailure: (error) =>
      append({
        event: 'end',
        time: clock.now(),
        stopped: error instanceof CancelledError ? 'interrupted' : 'failed',
        saved: false,
        message: messageOf(error),
      }),
  }
}

function appender(
  { folder, pid, clock, log }: RunLogOptions,
  { folder: classifier }: StartedTraining,
): (event: RunEvent) => void {
  const stamp = new Date(clock.now())
    .toISOString()
    .replaceAll(/[-:]|\.\d+Z$/g, '')
    .replace('T', '-')
  const name = basename(classifier).replaceAll(/[^\w.-]+/g, '_')
  const file = join(folder, `${stamp}-${pid}-${name}.jsonl`)
  let isWritable = true
  return (event) => {
    if (!isWritable) return
    try {
      if (event.event === 'start') makeFolderSync(folder)
      appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 })
    } catch (error) {
      isWritable = false
      log(`the run is not logged: ${file} cannot be written: ${messageOf(error)}`)
    }
  }
}

function startEvent({ directory, pid, processStart, clock }: RunLogOptions, started: StartedTraining): RunStart {
  return {
    event: 'start',
    time: clock.now(),
    pid,
    processStart,
    host: hostname(),
    args: [],
    cwd: directory,
    useCase: 'train',
    request: { ...started.request },
    name: basename(started.folder),
    folder: started.folder,
    epochs: started.epochs,
    patience: started.patience,
    batchSize: started.batchSize,
    settings: { ...started.settings },
    lineage: lineageOf(started),
    earlier: [...started.earlier],
  }
}

/** What a training is made of: definitions, net, sets, and the candles of each base. */
function lineageOf({ plan, net, params, training, validation }: StartedTraining): RunLineage {
  const { features, target, events, sets } = plan
  const defined = (one: typeof target | typeof features | NonNullable<typeof events>): RunLineage['target'] => ({
    id: one.value.id,
    version: one.value.version,
    sourceHash: one.sourceHash,
  })
  return {
    features: { ...defined(features), columns: inputNames(features.value).length },
    target: defined(target),
    ...(events && { events: defined(events) }),
    net: { id: net.id, version: net.version, params: { ...params } },
    classes: [...target.value.classes],
    bases: training.map(({ loaded, rows }, index) => ({
      name: loaded.base.name,
      market: `${loaded.base.market.exchange} ${loaded.base.market.type} ${loaded.base.market.symbol}`,
      candles: { ...rangeOf(loaded.candles.grid), hash: loaded.candlesHash },
      trainingRows: rows.rows,
      validationRows: validation[index]?.rows.rows ?? 0,
    })),
    sets: {
      training: [...sets.training],
      validation: [...sets.validation],
      test: [...sets.test],
    },
  }
}

/** Turns positions into events, at most one a second; the pace is that since the event before. */
function stepEvents(
  { clock }: RunLogOptions,
  started: StartedTraining,
): (position: TrainingPosition) => RunStep | undefined {
  const { epochs, batchSize } = started
  let first: { readonly time: number; readonly steps: number } | undefined
  let last = { time: 0, steps: 0 }
  return ({ epoch, step, stepsPerEpoch, loss }) => {
    const now = { time: clock.now(), steps: (epoch - 1) * stepsPerEpoch + step }
    if (!first) {
      // Where a resumed fit began is not told, so the first call only sets the mark.
      first = last = now
      return undefined
    }
    if (now.time - last.time < SECOND) return undefined
    const rate = (now.steps - last.steps) / (now.time - last.time)
    const meanRate = (now.steps - first.steps) / (now.time - first.time)
    last = now
    return {
      event: 'step',
      time: now.time,
      epoch,
      step,
      stepsPerEpoch,
      loss,
      samplesPerSecond: Math.round(SECOND * rate * batchSize),
      secondsLeft: meanRate > 0 ? Math.round((epochs * stepsPerEpoch - now.steps) / meanRate / SECOND) : 0,
    }
  }
}
