import type { JobSummary } from '../../src/dashboard/jobs/api.js'
import type { TrainingRun } from '../../src/dashboard/training/api.js'
import { postJson } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { JobTasks } from '../jobs/job-tasks.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'

/** Trainings that were started from here and have no log: those still getting their data, and the last that failed. */
export function StartedJobs({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const jobs = useTopic<readonly JobSummary[]>('jobs')
  const trainings = (jobs.value ?? []).filter(
    (job) => job.command.startsWith('followupward train ') && !hasLog(job, runs),
  )
  const preparing = trainings.filter(({ state }) => state === 'running')
  const failed = (jobs.value ?? []).find(({ command }) => command.startsWith('followupward train '))
  return (
    <>
      {preparing.map((job) => (
        <Preparing key={job.id} job={job} />
      ))}
      {failed?.state === 'failed' && (
        <Notice tone="bad">
          {failed.title} failed: {failed.lastLine}
        </Notice>
      )}
    </>
  )
}

/** A run writes its log under the same command, after the job began. */
function hasLog({ command, startedAt, endedAt }: JobSummary, runs: readonly TrainingRun[]): boolean {
  return runs.some(
    (run) =>
      run.command === `npx ${command}` &&
      run.startedAt >= startedAt &&
      (endedAt === undefined || run.startedAt <= endedAt),
  )
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
