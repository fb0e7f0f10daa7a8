import type { JobDetail, JobState, JobSummary } from './api.js'
import type { JobOutput } from './job-output.js'
import { shellWords } from '../http/shell-words.js'
import type { JobProcess } from './spawn-job.js'

export interface JobRequest {
  /** For people: `update of the candles`. */
  readonly title: string
  /** The command line after `followupward`. */
  readonly args: readonly string[]
  /** While a job of this name runs, another one is refused: `update`. */
  readonly only?: string
  /**
   * Given for a trader: it goes on when the dashboard ends, and prints into this file. All other jobs end with the
   * dashboard, at a safe point.
   */
  readonly logFile?: string
}

/** A job of the runner, running or ended. */
export interface RunningJob {
  readonly request: JobRequest
  readonly id: string
  readonly startedAt: number
  readonly output: JobOutput
  process?: JobProcess
  state: JobState
  endedAt?: number
  /** How often it was asked to stop. */
  stops: number
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  readonly end: () => void
}

export function newJob(request: JobRequest, id: string, startedAt: number, output: JobOutput): RunningJob {
  let resolve: (() => void) | undefined
  const ended = new Promise<void>((done) => {
    resolve = done
  })
  return { request, id, startedAt, output, state: 'running', stops: 0, ended, end: () => resolve?.() }
}

/** Asks a job to stop at its next safe point; asked again, it is ended. */
export function stopJob(job: RunningJob): void {
  if (job.state !== 'running') return
  job.process?.kill(job.stops === 0 ? 'SIGINT' : job.stops === 1 ? 'SIGTERM' : 'SIGKILL')
  job.stops++
}

export const outlives = (job: RunningJob): boolean => job.request.logFile !== undefined

export function summaryOf(job: RunningJob): JobSummary {
  return {
    id: job.id,
    title: job.request.title,
    command: shellWords(['followupward', ...job.request.args]),
    state: job.state,
    startedAt: job.startedAt,
    ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
    tasks: [...job.output.tasks.values()],
    lastLine: job.output.lines.at(-1) ?? '',
    outlives: outlives(job),
  }
}

export function detailOf(job: RunningJob): JobDetail {
  return { ...summaryOf(job), lines: [...job.output.lines] }
}
