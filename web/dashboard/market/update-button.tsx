import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { FrameInfo } from '../../../src/server/api/frame.js'
import type { JobDetail } from '../../../src/server/api/jobs.js'
import { postJson, refreshAll, useResource } from '../api.js'
import { useTopic } from '../events.js'
import { Button } from '../ui/button.js'
import { Progress } from '../ui/progress.js'

/** Brings the data up to date, and says how far that is. */
export function UpdateButton() {
  const frame = useResource<FrameInfo>(() => '/api/frame')
  const id = useSignal<string | null>(null)
  const job = useTopic<JobDetail>(id.value === null ? null : `job:${id.value}`).value
  useEffect(() => {
    if (job && job.state !== 'running') refreshAll()
  }, [job?.state])
  if (frame.value.data?.readOnly) return null
  const isRunning = id.value !== null && (job === undefined || job.state === 'running')
  const start = async (): Promise<void> => {
    id.value = (await postJson<JobDetail>('/api/market/update')).id
  }
  const stop = (): Promise<unknown> => postJson(`/api/jobs/${id.value ?? ''}/stop`)
  return (
    <div class="update">
      {isRunning ? (
        <Button onClick={stop}>Stop the update</Button>
      ) : (
        <Button onClick={start} title="candles from the exchange up to now: followupward update-history">
          Update data
        </Button>
      )}
      {isRunning && <UpdateProgress job={job} />}
      {job?.state === 'failed' && (
        <span class="fault" role="alert">
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
