import './start.css'
import type { StartAction, StartOverview } from '../../src/dashboard/start/api.js'
import { postJson, refetchAll, useResource } from '../app/api.js'
import { JobList } from '../jobs/job-list.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { useJobEnd } from '../jobs/use-job-end.js'
import { StateTiles } from './state-tiles.js'
import { StepList } from './step-list.js'

const run = (action: StartAction): Promise<unknown> => postJson('/api/start/run', { action })

/** What a newcomer does next, and what the workspace has. */
export default function Page() {
  const overview = useResource<StartOverview>(() => '/api/start', { refreshInterval: 10_000 })
  useJobEnd(refetchAll)
  const { data, error } = overview.value
  return (
    <>
      <h1>{formatTitle(data)}</h1>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {data && <StateTiles state={data.state} />}
      {data?.state.errors.map((error) => (
        <Notice key={error} tone="bad">
          {error}
        </Notice>
      ))}
      {data && (
        <Panel id="steps" title="From candles to trades" note="commands are run in the workspace’s folder">
          <StepList steps={data.steps} run={run} />
        </Panel>
      )}
      <Panel id="jobs" title="Jobs" note="started from these pages">
        <JobList max={3} empty="none yet" />
      </Panel>
    </>
  )
}

function formatTitle(overview: StartOverview | undefined): string {
  if (!overview) return 'Start'
  const next = overview.steps.find(({ state }) => state === 'next')
  return next ? `Next: ${next.title.toLowerCase()}` : 'Everything is there'
}
