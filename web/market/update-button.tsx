import type { JobDetail } from '../../src/dashboard/jobs/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { useJob } from '../jobs/use-job.js'
import { Button } from '../ui/button.js'
import { Progress } from '../ui/progress.js'

/** Brings the data up to date, and says how far that is. */
export function UpdateButton() {
  const { job, isRunning, start, stop } = useJob()
  if (isReadOnly()) return null
  return (
    <div class="update">
      {isRunning ? (
        <Button onClick={stop}>Stop the update</Button>
      ) : (
        <Button
          onClick={() => start('/api/market/update')}
          title="candles from the exchange up to now: followupward update-history"
        >
          Update data
        </Button>
      )}
      {isRunning && <UpdateProgress job={job} />}
      {job?.state === 'failed' && (
        <span class="error" role="alert">
          {job.lastLine}
        </span>
      )}
      {job?.state === 'done' && (
        <span class="note" role="status">
          up to date
        </span>
      )}
    </div>
  )
}

function UpdateProgress({ job }: { readonly job: JobDetail | undefined }) {
  const task = job?.tasks.at(-1)
  return (
    <Progress label={task?.task ?? 'update'} done={task?.done ?? 0} total={task?.total ?? 0} unit={task?.unit ?? ''} />
  )
}
