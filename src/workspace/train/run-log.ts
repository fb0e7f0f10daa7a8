import { appendFileSync, mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import type { TrainingPosition } from '../../classifier/fit.js'
import type { Io } from '../../cli/io.js'
import type { Clock } from '../../core/clock.js'
import { CancelledError, messageOf } from '../../core/errors.js'
import { SECOND } from '../../core/time.js'
import { readProcessStart } from '../../store/files/process-mark.js'
import type { Workspace } from '../workspace.js'
import { runLineage } from './run-lineage.js'
import type { RunEvent, RunStart, RunStep } from './run-log-events.js'
import type { BegunTraining, TrainingWatcher } from './training-watcher.js'

/** Where runs are logged, and what is known of the process that runs one. */
export interface RunLogOptions {
  /** Folder of the logs; each run has a file `<id>.jsonl` of its own. */
  readonly folder: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly pid: number
  readonly processStart: string
  readonly clock: Clock
  /** Told once where the log cannot be written; the training goes on. */
  readonly say: (line: string) => void
}

/** Logs the trainings of this process in its workspace. */
export async function workspaceRunLog(
  io: Pick<Io, 'cwd' | 'clock' | 'err'>,
  { runFolder }: Workspace,
  args: readonly string[],
): Promise<(begun: BegunTraining) => TrainingWatcher> {
  return runLog({
    folder: runFolder,
    args,
    cwd: io.cwd,
    pid: process.pid,
    processStart: await readProcessStart(process.pid),
    clock: io.clock,
    say: (line) => io.err(`${line}\n`),
  })
}

/** Makes what logs a training, one line an event; steps at most once a second. */
export function runLog(options: RunLogOptions): (begun: BegunTraining) => TrainingWatcher {
  return (begun) => watcherOf(options, begun)
}

function watcherOf(options: RunLogOptions, begun: BegunTraining): TrainingWatcher {
  const { clock } = options
  const append = appender(options, begun)
  const steps = stepEvents(options, begun)
  append(startEvent(options, begun))
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

function appender({ folder, pid, clock, say }: RunLogOptions, { plan }: BegunTraining): (event: RunEvent) => void {
  const stamp = new Date(clock.now())
    .toISOString()
    .replaceAll(/[-:]|\.\d+Z$/g, '')
    .replace('T', '-')
  const name = basename(plan.request.folder).replaceAll(/[^\w.-]+/g, '_')
  const file = join(folder, `${stamp}-${pid}-${name}.jsonl`)
  let isWritable = true
  return (event) => {
    if (!isWritable) return
    try {
      if (event.event === 'start') mkdirSync(folder, { recursive: true })
      appendFileSync(file, `${JSON.stringify(event)}\n`)
    } catch (error) {
      isWritable = false
      say(`the run is not logged: ${file} cannot be written: ${messageOf(error)}`)
    }
  }
}

function startEvent({ args, cwd, pid, processStart, clock }: RunLogOptions, begun: BegunTraining): RunStart {
  const { request } = begun.plan
  return {
    event: 'start',
    time: clock.now(),
    pid,
    processStart,
    host: hostname(),
    args: [...args],
    cwd,
    name: basename(request.folder),
    folder: request.folder,
    epochs: request.epochs,
    patience: request.patience,
    batchSize: request.batchSize,
    settings: { ...begun.settings },
    lineage: runLineage(begun),
    earlier: [...begun.earlier],
  }
}

/** Turns positions into events, at most one a second; the pace is that since the event before. */
function stepEvents(
  { clock }: RunLogOptions,
  begun: BegunTraining,
): (position: TrainingPosition) => RunStep | undefined {
  const { epochs, batchSize } = begun.plan.request
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
