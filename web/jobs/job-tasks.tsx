import type { JobSummary } from '../../src/dashboard/jobs/api.js'
import { Progress } from '../ui/progress.js'

/** How far each task of a job is. */
export function JobTasks({ tasks }: Pick<JobSummary, 'tasks'>) {
  return (
    <>
      {tasks.map(({ task, done, total, unit, remark }) => (
        <Progress key={task} label={task} done={done} total={total} unit={unit} remark={remark ?? ''} />
      ))}
    </>
  )
}
