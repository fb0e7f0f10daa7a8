import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { JobSummary } from '../../src/dashboard/jobs/api.js'
import { useTopic } from '../app/events.js'

/** Calls whenever a job has ended that ran before: what the page shows may have changed. */
export function useJobEnd(onEnd: () => void): void {
  const jobs = useTopic<readonly JobSummary[]>('jobs')
  const before = useRef<ReadonlySet<string>>(new Set())
  useSignalEffect(() => {
    const running = new Set((jobs.value ?? []).flatMap(({ id, state }) => (state === 'running' ? [id] : [])))
    const hasEnded = [...before.current].some((id) => !running.has(id))
    before.current = running
    if (hasEnded) onEnd()
  })
}
