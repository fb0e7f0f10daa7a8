import type { UseCaseName } from '../../workspace/use-cases.js'
import type { JobDetail, JobState, JobSummary } from './api.js'
import { formatCommand, type RequestValues } from './format-command.js'
import type { JobOutput } from './job-output.js'
import type { JobProcess } from './spawn-job.js'

interface JobOptions {
  /** For people: `update of the candles`. */
  readonly title: string
  /** While a job of this group runs, another one of it is refused: `candles`. */
  readonly exclusiveGroup?: string
  /**
   * Given for a trader: it goes on when the dashboard ends, and writes into this file. All other jobs end with the dashboard,
   * at a safe point.
   */
  readonly logFile?: string
}

/** A use case and what it is asked for. */
export interface JobRequest extends JobOptions {
  readonly useCase: UseCaseName
  readonly request: RequestValues
  /** File that the result is written to, where it is too large for a page's message. */
  readonly resultFile?: string
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
  readonly completion: Promise<void>
  readonly end: () => void
}

export function newJob(request: JobRequest, id: string, startedAt: number, output: JobOutput): RunningJob {
  let resolve: (() => void) | undefined
  const ended = new Promise<void>((done) => {
    resolve = done
  })
  return { request, id, startedAt, output, state: 'running', stops: 0, completion: ended, end: () => resolve?.() }
}

/** Asks a job to stop at its next safe point; asked again, it is ended. */
export function stopJob(job: RunningJob): void {
  if (job.state !== 'running') return
  job.process?.kill(job.stops === 0 ? 'SIGINT' : job.stops === 1 ? 'SIGTERM' : 'SIGKILL')
  job.stops++
}

export const isDetached = (job: RunningJob): boolean => job.request.logFile !== undefined

export function summarizeJob(job: RunningJob): JobSummary {
  const { request, output } = job
  return {
    id: job.id,
    title: request.title,
    useCase: request.useCase,
    command: formatCommand(request.useCase, request.request),
    state: job.state,
    ...(job.process?.pid === undefined ? {} : { pid: job.process.pid }),
    startedAt: job.startedAt,
    ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
    tasks: [...output.tasks.values()],
    lastLine: output.lines.at(-1) ?? '',
    isDetached: isDetached(job),
  }
}

export function describeJob(job: RunningJob): JobDetail {
  const { lines, result, errorKeys } = job.output
  return {
    ...summarizeJob(job),
    lines: [...lines],
    ...(result() === undefined ? {} : { result: result() }),
    ...(errorKeys().length === 0 ? {} : { errorKeys: errorKeys() }),
  }
}
