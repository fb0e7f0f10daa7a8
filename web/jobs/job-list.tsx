import type { JobSummary } from '../../src/dashboard/jobs/api.js'
import { useTopic } from '../app/events.js'
import { JobView } from './job-view.js'

interface JobListProps {
  /** How many jobs are shown, newest first. */
  readonly max?: number
  readonly empty: string
}

/** What was started from the pages of this dashboard: progress, last lines, a button to stop it. */
export function JobList({ max = 10, empty }: JobListProps) {
  const jobs = useTopic<readonly JobSummary[]>('jobs')
  const list = (jobs.value ?? []).slice(0, max)
  if (list.length === 0) return <p class="note">{empty}</p>
  return (
    <ul class="jobs">
      {list.map((job) => (
        <li key={job.id}>
          <JobView job={job} />
        </li>
      ))}
    </ul>
  )
}
