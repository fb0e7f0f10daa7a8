import { useSignal } from '@preact/signals'
import type { JobDetail, JobState, JobSummary } from '../../src/dashboard/jobs/api.js'
import { postJson } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { isReadOnly } from '../app/frame-info.js'
import { timeFormat } from '../app/time-format.js'
import { Button } from '../ui/button.js'
import { formatAge } from '../ui/format.js'
import { JobResult } from './job-result.js'
import { JobTasks } from './job-tasks.js'

const TONES: Readonly<Record<JobState, string>> = { running: '', done: 'good', failed: 'bad', stopped: 'warn' }

/** One job: how it stands, its tasks, and its log where that is asked for or where it failed. */
export function JobView({ job }: { readonly job: JobSummary }) {
  const open = useSignal<boolean | undefined>(undefined)
  const isOpen = open.value ?? job.state === 'failed'
  return (
    <article class="job" aria-label={job.title}>
      <div class="job-head">
        <span class={`badge ${TONES[job.state]}`}>{job.state}</span>
        <strong>{job.title}</strong>
        <span class="note">{formatTimes(job)}</span>
        <span class="actions">
          <Button pressed={isOpen} onClick={() => void (open.value = !isOpen)}>
            {job.state === 'done' ? 'Result' : 'Log'}
          </Button>
          {job.state === 'running' && !isReadOnly() && (
            <Button onClick={() => postJson(`/api/jobs/${job.id}/stop`)}>Stop</Button>
          )}
        </span>
      </div>
      <JobTasks tasks={job.tasks} />
      {!isOpen && job.lastLine !== '' && <p class="note">{job.lastLine}</p>}
      {isOpen && <JobLog job={job} />}
    </article>
  )
}

function JobLog({ job }: { readonly job: JobSummary }) {
  const detail = useTopic<JobDetail>(`job:${job.id}`).value
  return (
    <>
      <pre class="lines" tabIndex={0} aria-label={`log of ${job.title}`}>
        {[`$ ${job.command}`, ...(detail?.lines ?? [])].join('\n')}
      </pre>
      {detail?.result !== undefined && <JobResult value={detail.result} />}
    </>
  )
}

function formatTimes({ startedAt, endedAt, isDetached }: JobSummary): string {
  const time = timeFormat.value
  const took = endedAt === undefined ? '' : `, took ${formatAge(endedAt - startedAt)}`
  return `since ${time.second(startedAt)}${took}${isDetached ? ' · goes on when the dashboard ends' : ''}`
}
