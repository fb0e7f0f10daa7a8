import { signal } from '@preact/signals'
import type { JobSummary } from '../../src/dashboard/jobs/api.js'
import type { TrainingRun } from '../../src/dashboard/training/api.js'
import { postJson } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { JobTasks } from '../jobs/job-tasks.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'

/** Jobs whose failure was read and closed, until the page is loaded again. */
const closedFailures = signal<readonly string[]>([])

/** Trainings that were started from here and have no log: those still getting their data, and the last that failed. */
export function StartedJobs({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const jobs = useTopic<readonly JobSummary[]>('jobs')
  const trainings = (jobs.value ?? []).filter(({ useCase }) => useCase === 'train')
  const preparing = trainings.filter((job) => job.state === 'running' && !hasLog(job, runs))
  const [last] = trainings
  const isClosed = last !== undefined && closedFailures.value.includes(last.id)
  return (
    <>
      {preparing.map((job) => (
        <Preparing key={job.id} job={job} />
      ))}
      {last?.state === 'failed' && !isClosed && (
        <Notice tone="bad" onClose={() => void (closedFailures.value = [...closedFailures.peek(), last.id])}>
          {last.title} failed: {last.lastLine}
        </Notice>
      )}
    </>
  )
}

/** A run is that of a job where the same process does both. */
function hasLog({ pid, startedAt }: JobSummary, runs: readonly TrainingRun[]): boolean {
  return runs.some((run) => run.pid === pid && run.startedAt >= startedAt)
}

function Preparing({ job }: { readonly job: JobSummary }) {
  return (
    <Notice>
      <div class="preparing">
        <span>{job.title}: getting its data …</span>
        <JobTasks tasks={job.tasks.slice(-2)} />
        <Button onClick={() => postJson(`/api/jobs/${job.id}/stop`)}>Stop</Button>
      </div>
    </Notice>
  )
}
