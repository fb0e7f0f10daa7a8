import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { JobDetail } from '../../../src/server/api/jobs.js'
import { postJson, refreshAll } from '../api.js'
import { useTopic } from '../events.js'

/** A job that this view starts: how it stands, and how to start it. When it ends the page asks for everything again. */
export function useJob(): readonly [
  job: ReadonlySignal<JobDetail | undefined>,
  start: (path: string, body: object) => Promise<void>,
] {
  const started = useSignal<string | null>(null)
  const job = useTopic<JobDetail>(started.value === null ? null : `job:${started.value}`)
  useEffect(() => {
    if (job.value && job.value.state !== 'running') refreshAll()
  }, [job.value?.state])
  const start = async (path: string, body: object): Promise<void> => {
    started.value = (await postJson<JobDetail>(path, body)).id
  }
  return [job, start]
}
