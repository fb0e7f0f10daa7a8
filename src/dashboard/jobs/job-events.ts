import type { EventHub } from '../http/event-hub.js'
import { describeJob, summarizeJob, type RunningJob } from './running-job.js'

/** Publishes jobs on the topics `jobs` and `job:<id>`. */
export interface JobEvents {
  publish(job: RunningJob): void
  /** Publishes it at most once in a while: for what a job prints. */
  publishThrottled(job: RunningJob): void
  forget(job: RunningJob): void
  close(): void
}

/** Ms between two events of a job, at least. */
const THROTTLE_INTERVAL = 200

/** `all` lists the jobs, newest first. */
export function createJobEvents(events: EventHub, all: () => readonly RunningJob[]): JobEvents {
  const waiting = new Map<string, NodeJS.Timeout>()
  const publish = (job: RunningJob): void => {
    clearTimeout(waiting.get(job.id))
    waiting.delete(job.id)
    events.publish('jobs', all().map(summarizeJob))
    events.publish(`job:${job.id}`, describeJob(job))
  }
  return {
    publish,
    publishThrottled(job) {
      if (!waiting.has(job.id)) waiting.set(job.id, setTimeout(publish, THROTTLE_INTERVAL, job).unref())
    },
    forget: ({ id }) => events.forget(`job:${id}`),
    close() {
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }
}
