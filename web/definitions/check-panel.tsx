import type { DefinitionCheck, DefinitionEntry } from '../../src/dashboard/definitions/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { useJob } from '../jobs/use-job.js'
import { Button } from '../ui/button.js'
import { Table, type TableColumn } from '../ui/table.js'
import { CheckBadge } from './check-badge.js'
import { JobState } from './job-state.js'

type Finding = DefinitionCheck['findings'][number] & { readonly place: number }

const columns: readonly TableColumn<Finding>[] = [
  { id: 'severity', title: '', cell: ({ severity }) => severity, tone: toneOf },
  { id: 'check', title: 'Check', cell: ({ check }) => check },
  { id: 'text', title: 'Finding', cell: ({ text }) => <span class="wrap">{text}</span> },
  { id: 'sample', title: 'Sample', cell: ({ sample }) => sample },
]

function toneOf({ severity }: Finding): string | undefined {
  return severity === 'failure' ? 'loss' : undefined
}

const MEANING: Readonly<Record<DefinitionCheck['state'], string>> = {
  passed: 'looks ahead nowhere, keeps to its history, is the same each time',
  failed: 'failed: training refuses it',
  shipped: 'part of the package, checked before it was shipped, not here',
  unchecked: 'never checked as it is now; training checks it first',
}

/** What checks found about this very source, and a button that checks again. */
export function CheckPanel({ entry: { kind, id, check } }: { readonly entry: DefinitionEntry }) {
  const { job, isRunning, start } = useJob()
  const findings = check.findings.map((finding, place) => ({ ...finding, place }))
  return (
    <div class="check" id="check">
      <div class="line">
        <CheckBadge check={check} />
        <span>{MEANING[check.state]}</span>
        {check.samples.length > 0 && <span class="note">on {check.samples.join(', ')}</span>}
        {!isReadOnly() && !isRunning && (
          <Button onClick={() => start('/api/definitions/check', { kind, id })}>Check now</Button>
        )}
      </div>
      <JobState job={job?.state === 'failed' && check.state === 'failed' ? undefined : job} />
      {findings.length > 0 && (
        <Table
          caption={`what checking ${id} found`}
          columns={columns}
          rows={findings}
          rowKey={({ place }) => String(place)}
        />
      )}
    </div>
  )
}
