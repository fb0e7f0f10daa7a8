import type { EventHub } from '../http/event-hub.js'
import { detailOf, summaryOf, type RunningJob } from './running-job.js'

/** Tells of jobs on the topics `jobs` and `job:<id>`. */
export interface JobNews {
  publish(job: RunningJob): void
  /** The same, once in a while: for what a job prints. */
  publishSoon(job: RunningJob): void
  forget(job: RunningJob): void
  close(): void
}

/** Least ms between two events of a job. */
const PAUSE = 200

/** `all` lists the jobs, newest first. */
export function jobNews(events: EventHub, all: () => readonly RunningJob[]): JobNews {
  const waiting = new Map<string, NodeJS.Timeout>()
  const publish = (job: RunningJob): void => {
    clearTimeout(waiting.get(job.id))
    waiting.delete(job.id)
    events.publish('jobs', all().map(summaryOf))
    events.publish(`job:${job.id}`, detailOf(job))
  }
  return {
    publish,
    publishSoon(job) {
      if (!waiting.has(job.id)) waiting.set(job.id, setTimeout(publish, PAUSE, job).unref())
    },
    forget: ({ id }) => events.forget(`job:${id}`),
    close() {
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }
}
