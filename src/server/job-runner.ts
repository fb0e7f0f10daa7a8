import type { Clock } from '../core/clock.js'
import { UserError } from '../core/errors.js'
import type { JobDetail, JobState, JobSummary } from './api/jobs.js'
import type { EventHub } from './event-hub.js'
import { jobOutput, type JobOutput } from './job-output.js'
import { NotThere } from './not-there.js'
import type { JobProcess, SpawnJob } from './spawn-job.js'

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

/** Runs the product's own commands for the pages, and tells how they do on the topics `jobs` and `job:<id>`. */
export interface JobRunner {
  /** Throws UserError where a job of the same `only` runs. */
  start(request: JobRequest): JobDetail
  /** Asks a job to stop at its next safe point. Asked again it is ended. */
  stop(id: string): JobDetail
  get(id: string): JobDetail
  /** Newest first. */
  list(): readonly JobSummary[]
  /** Calls once the job has ended, at once where it has. */
  whenEnded(id: string): Promise<JobDetail>
  /** Stops all jobs that do not outlive the dashboard; resolves when they have ended. */
  close(): Promise<void>
}

/** Ended jobs that are remembered. */
const KEPT_JOBS = 30
/** Least ms between two events of a job. */
const EVENT_PAUSE = 200
/** Ms that a job has to end after SIGINT when the dashboard closes. */
const CLOSE_PATIENCE = 10_000

interface Running {
  readonly request: JobRequest
  readonly id: string
  readonly startedAt: number
  readonly output: JobOutput
  process?: JobProcess
  state: JobState
  endedAt?: number
  asked: number
  readonly ended: Promise<void>
  readonly end: () => void
}

export interface JobRunnerOptions {
  readonly spawn: SpawnJob
  readonly events: EventHub
  readonly clock: Clock
  /** Values that are masked in whatever a job prints. */
  readonly secrets?: readonly string[]
}

export function createJobRunner({ spawn, events, clock, secrets = [] }: JobRunnerOptions): JobRunner {
  const jobs = new Map<string, Running>()
  const waiting = new Map<string, NodeJS.Timeout>()
  let count = 0

  const list = (): JobSummary[] => [...jobs.values()].map(summaryOf).reverse()
  const publish = (job: Running): void => {
    waiting.delete(job.id)
    events.publish('jobs', list())
    events.publish(`job:${job.id}`, detailOf(job))
  }
  const publishSoon = (job: Running): void => {
    if (waiting.has(job.id)) return
    waiting.set(job.id, setTimeout(() => publish(job), EVENT_PAUSE).unref())
  }
  const find = (id: string): Running => {
    const job = jobs.get(id)
    if (!job) throw new NotThere(`no job ${id}; it may have been started before the dashboard`)
    return job
  }
  const end = (job: Running, code: number | undefined): void => {
    job.state = code === 0 ? 'done' : job.asked > 0 || code === 130 ? 'stopped' : 'failed'
    job.endedAt = clock.now()
    job.output.settle()
    clearTimeout(waiting.get(job.id))
    publish(job)
    job.end()
    forgetOld(jobs, events)
  }
  const stop = (job: Running): void => {
    if (job.state !== 'running') return
    job.process?.kill(job.asked === 0 ? 'SIGINT' : job.asked === 1 ? 'SIGTERM' : 'SIGKILL')
    job.asked++
  }

  return {
    start(request) {
      refuseSecond(jobs.values(), request)
      let resolve: (() => void) | undefined
      const ended = new Promise<void>((done) => {
        resolve = done
      })
      const job: Running = {
        request,
        id: `${clock.now().toString(36)}-${++count}`,
        startedAt: clock.now(),
        output: jobOutput(secrets),
        state: 'running',
        asked: 0,
        ended,
        end: () => resolve?.(),
      }
      jobs.set(job.id, job)
      const line = (text: string): void => {
        job.output.take(text)
        publishSoon(job)
      }
      job.process = spawn(request.args, { line, ended: (code) => end(job, code) }, request.logFile)
      publish(job)
      return detailOf(job)
    },
    stop(id) {
      const job = find(id)
      stop(job)
      return detailOf(job)
    },
    get: (id) => detailOf(find(id)),
    list,
    whenEnded: async (id) => {
      const job = find(id)
      await job.ended
      return detailOf(job)
    },
    async close() {
      const ending = [...jobs.values()].filter((job) => job.state === 'running' && !outlives(job))
      for (const job of ending) stop(job)
      const timer = setTimeout(() => ending.forEach(stop), CLOSE_PATIENCE)
      await Promise.all(ending.map((job) => job.ended))
      clearTimeout(timer)
      for (const pending of waiting.values()) clearTimeout(pending)
    },
  }
}

function refuseSecond(jobs: Iterable<Running>, { only }: JobRequest): void {
  if (only === undefined) return
  const other = [...jobs].find((job) => job.state === 'running' && job.request.only === only)
  if (other) throw new UserError(`${other.request.title} is running already; wait for it or stop it first`)
}

function forgetOld(jobs: Map<string, Running>, events: EventHub): void {
  const ended = [...jobs.values()].filter(({ state }) => state !== 'running')
  for (const { id } of ended.slice(0, -KEPT_JOBS)) {
    jobs.delete(id)
    events.forget(`job:${id}`)
  }
}

const outlives = (job: Running): boolean => job.request.logFile !== undefined

function summaryOf(job: Running): JobSummary {
  return {
    id: job.id,
    title: job.request.title,
    command: ['followupward', ...job.request.args].map(quoted).join(' '),
    state: job.state,
    startedAt: job.startedAt,
    ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
    tasks: [...job.output.tasks.values()],
    lastLine: job.output.lines.at(-1) ?? '',
    outlives: outlives(job),
  }
}

function detailOf(job: Running): JobDetail {
  return { ...summaryOf(job), lines: [...job.output.lines] }
}

/** A word as a shell wants it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
