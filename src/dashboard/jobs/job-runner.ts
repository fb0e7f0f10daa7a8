import { requireRequest } from '../../config/resolve-request.js'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import type { JobDetail, JobSummary } from './api.js'
import type { EventHub } from '../http/event-hub.js'
import { createJobEvents } from './job-events.js'
import { createJobOutput } from './job-output.js'
import { NotFoundError } from '../http/errors.js'
import {
  describeJob,
  isDetached,
  newJob,
  stopJob,
  summarizeJob,
  type JobRequest,
  type RunningJob,
} from './running-job.js'
import type { SpawnJob } from './spawn-job.js'
import { useCases } from '../../workspace/use-cases.js'

export type { JobRequest } from './running-job.js'

/** Runs use cases for the pages, each in a process, and publishes how they do on the topics `jobs` and `job:<id>`. */
export interface JobRunner {
  /** Throws RequestError where the request is none of its use case, UserError where a job of the same `exclusiveGroup` runs. */
  start(request: JobRequest): JobDetail
  /** Asks a job to stop at its next safe point. Asked again it is ended. */
  stop(id: string): JobDetail
  get(id: string): JobDetail
  /** Newest first. */
  list(): readonly JobSummary[]
  /** Stops all jobs that are not detached; resolves when they have ended. */
  close(): Promise<void>
}

/** Ended jobs that are remembered. */
const MAX_ENDED_JOBS = 30
/** Ms that a job has to end after SIGINT when the dashboard closes. */
const CLOSE_TIMEOUT = 10_000

export interface JobRunnerOptions {
  readonly spawn: SpawnJob
  readonly events: EventHub
  readonly clock: Clock
  /** Values that are masked in whatever a job tells. */
  readonly secrets?: readonly string[]
}

export function createJobRunner({ spawn, events, clock, secrets = [] }: JobRunnerOptions): JobRunner {
  const jobs = new Map<string, RunningJob>()
  const newestFirst = (): RunningJob[] => [...jobs.values()].reverse()
  const jobEvents = createJobEvents(events, newestFirst)
  let count = 0

  const find = (id: string): RunningJob => {
    const job = jobs.get(id)
    if (!job) throw new NotFoundError(`no job ${id}; it may have been started before the dashboard`)
    return job
  }
  const forgetOld = (): void => {
    for (const job of endedOf(jobs.values()).slice(0, -MAX_ENDED_JOBS)) {
      jobs.delete(job.id)
      jobEvents.forget(job)
    }
  }
  const end = (job: RunningJob, code: number | undefined): void => {
    job.state = job.stops > 0 || code === 130 ? 'stopped' : code === 0 ? 'done' : 'failed'
    job.endedAt = clock.now()
    job.output.endTasks()
    forgetOld()
    jobEvents.publish(job)
    job.end()
  }
  const start = (request: JobRequest): RunningJob => {
    requireRequest(useCases[request.useCase].schema, request.request)
    requireExclusive(jobs.values(), request)
    const job = newJob(request, `${clock.now().toString(36)}-${++count}`, clock.now(), createJobOutput(secrets))
    jobs.set(job.id, job)
    const line = (text: string): void => {
      job.output.addLine(text)
      jobEvents.publishThrottled(job)
    }
    job.process = spawn(request, { onLine: line, onEnd: (code) => end(job, code) })
    jobEvents.publish(job)
    return job
  }

  return {
    start: (request) => describeJob(start(request)),
    stop(id) {
      const job = find(id)
      stopJob(job)
      return describeJob(job)
    },
    get: (id) => describeJob(find(id)),
    list: () => newestFirst().map(summarizeJob),
    async close() {
      await stopAll([...jobs.values()].filter((job) => job.state === 'running' && !isDetached(job)))
      jobEvents.close()
    },
  }
}

function endedOf(jobs: Iterable<RunningJob>): RunningJob[] {
  return [...jobs].filter(({ state }) => state !== 'running')
}

function requireExclusive(jobs: Iterable<RunningJob>, { exclusiveGroup }: JobRequest): void {
  if (exclusiveGroup === undefined) return
  const other = [...jobs].find((job) => job.state === 'running' && job.request.exclusiveGroup === exclusiveGroup)
  if (other) throw new UserError(`${other.request.title} is running already; wait for it or stop it first`)
}

/** Resolves when all have ended; those that do not end by themselves in time are ended. */
async function stopAll(jobs: readonly RunningJob[]): Promise<void> {
  jobs.forEach(stopJob)
  const timer = setInterval(() => jobs.forEach(stopJob), CLOSE_TIMEOUT)
  await Promise.all(jobs.map((job) => job.completion))
  clearInterval(timer)
}
