import type { JobDetail } from '../../src/dashboard/jobs/api.js'
import { postJson } from '../app/api.js'
import { JobTasks } from '../jobs/job-tasks.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'
import { Progress } from '../ui/progress.js'

/** How a job of this page stands: its tasks while it runs, its last line where it failed. */
export function JobState({ job }: { readonly job: JobDetail | undefined }) {
  if (!job || job.state === 'done') return null
  if (job.state !== 'running') return <Notice tone={job.state === 'failed' ? 'bad' : 'warn'}>{job.lastLine}</Notice>
  return (
    <div class="job-state">
      {job.tasks.length === 0 && <Progress label={job.title} done={0} total={0} />}
      <JobTasks tasks={job.tasks} />
      <Button onClick={() => postJson(`/api/jobs/${job.id}/stop`)}>Stop</Button>
    </div>
  )
}
