import type { JobSummary } from '../../src/dashboard/jobs/api.js'
import { useTopic } from '../app/events.js'

/** How many jobs run, for the header: a link to where they are shown and stopped. */
export function RunningJobs() {
  const jobs = useTopic<readonly JobSummary[]>('jobs')
  const running = (jobs.value ?? []).filter(({ state }) => state === 'running').length
  if (running === 0) return null
  return (
    <a class="badge" href="/data?pane=jobs">
      {running === 1 ? '1 job runs' : `${running} jobs run`}
    </a>
  )
}
