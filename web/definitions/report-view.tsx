import type { DefinitionKind, StoredReport } from '../../src/dashboard/definitions/api.js'
import { linkTo } from '../app/address.js'
import { useResource } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { useJob } from '../jobs/use-job.js'
import { timeFormat } from '../app/time-format.js'
import { Button } from '../ui/button.js'
import { CommandLine } from '../ui/command-line.js'
import { Notice } from '../ui/notice.js'
import { JobState } from './job-state.js'
import { ReportPanels } from './report-panels.js'

interface ReportViewProps {
  readonly kind: DefinitionKind
  readonly id: string
  /** Empty: none. */
  readonly target: string
  /** Empty: all. */
  readonly bases: string
  readonly hasCandles: boolean
  /** Told the column that the reader looks at. */
  readonly onColumn: (name: string) => void
}

/** The last report of a definition, and a button that makes a new one. */
export function ReportView({ kind, id, target, bases, hasCandles, onColumn }: ReportViewProps) {
  const query = { kind, id, ...(target === '' ? {} : { target }), ...(bases === '' ? {} : { bases }) }
  const stored = useResource<StoredReport>(() => linkTo('/api/definitions/report', query))
  const { job, isRunning, start } = useJob()
  const { data, error } = stored.value
  if (!hasCandles) {
    return <Notice>There are no candles yet; import some, then come back for distributions and drift.</Notice>
  }
  const createButton = (
    <Button variant={data?.report ? 'default' : 'primary'} onClick={() => start('/api/definitions/report', query)}>
      {data?.report ? 'Update the report' : 'Create the report'}
    </Button>
  )
  return (
    <>
      {error && <Notice tone="bad">{error}</Notice>}
      <JobState job={job} />
      {data && !data.report && !isRunning && (
        <Notice>
          <p>
            There is no report of {id} for this selection yet. It takes seconds to minutes, by how many candles there
            are.
          </p>
          <CommandLine command={data.command} />
          {!isReadOnly() && createButton}
        </Notice>
      )}
      {data?.report && (
        <>
          <p class="created note">
            created {timeFormat.value.minute(data.madeAt ?? 0)}
            {data.stale && ' · stale: candles, sets or the source have changed since'}{' '}
            {!isReadOnly() && !isRunning && createButton}
          </p>
          <ReportPanels report={data.report} onColumn={onColumn} />
        </>
      )}
    </>
  )
}
