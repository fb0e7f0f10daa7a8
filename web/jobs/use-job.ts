import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { JobDetail } from '../../src/dashboard/jobs/api.js'
import { postJson, refetchAll } from '../app/api.js'
import { useTopic } from '../app/events.js'

/** A job that a view starts. */
export interface StartedJob {
  /** Undefined until one was started and told of itself. */
  readonly job: JobDetail | undefined
  /** From its start to its end. */
  readonly isRunning: boolean
  readonly start: (path: string, body?: object) => Promise<void>
  readonly stop: () => Promise<unknown>
}

/** How the job of this view stands, and how to start and stop it. When it ends the page asks for everything again. */
export function useJob(): StartedJob {
  const id = useSignal<string | null>(null)
  const job = useTopic<JobDetail>(id.value === null ? null : `job:${id.value}`).value
  useEffect(() => {
    if (job && job.state !== 'running') refetchAll()
  }, [job?.state])
  return {
    job,
    isRunning: id.value !== null && (job === undefined || job.state === 'running'),
    start: async (path, body) => {
      id.value = (await postJson<JobDetail>(path, body)).id
    },
    stop: () => postJson(`/api/jobs/${id.value ?? ''}/stop`),
  }
}
