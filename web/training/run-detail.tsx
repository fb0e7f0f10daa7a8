import { useSignal } from '@preact/signals'
import type { TrainingRun, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { linkTo } from '../app/address.js'
import { postJson, useResource } from '../app/api.js'
import { followFirst } from '../app/selected-item.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { ConfirmDialog } from '../ui/confirm-dialog.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { CommandLine } from '../ui/command-line.js'
import { LineagePanel } from './lineage-panel.js'
import { RunCharts } from './run-charts.js'
import { RunTiles } from './run-tiles.js'
import { StateBadge } from './run-state.js'

interface RunDetailProps {
  readonly id: string
  /** What the list says of it now; undefined where it is not on the list. */
  readonly run: TrainingRun | undefined
}

/** One run: how it goes, what it was made of, and the ways to stop it and to resume it. */
export function RunDetail({ id, run }: RunDetailProps) {
  // Asked for again whenever the log grew, or the run stands otherwise.
  const version = run ? `&seen=${run.lastAt}-${run.state}` : ''
  const loaded = useResource<TrainingRunDetail>(() => `/api/training/run?id=${encodeURIComponent(id)}${version}`)
  const { data, error, status } = loaded.value
  if (!data) {
    if (error === undefined) return <p class="note">{id} is loading …</p>
    return <Notice tone={status === 404 ? 'warn' : 'bad'}>{error}</Notice>
  }
  const current = run ?? data.run
  return (
    <>
      <Panel
        id="run"
        title={`Run of ${current.name}`}
        note={
          <>
            <StateBadge run={current} /> {current.ending}
          </>
        }
        actions={<RunActions run={current} />}
      >
        {error !== undefined && <Notice tone="warn">{error}</Notice>}
        {data.damagedLines > 0 && (
          <Notice tone="warn">{data.damagedLines} damaged lines of the log were left out.</Notice>
        )}
        <RunTiles run={current} detail={data} />
        <RunCharts detail={data} />
      </Panel>
      <LineagePanel detail={data} />
      <Panel
        id="run-command"
        title="Command"
        note={`in the folder of the workspace; the classifier is in ${data.folder}`}
      >
        <CommandLine command={current.command} />
      </Panel>
    </>
  )
}

/** What goes on has a log of its own, which is shown as soon as it is there. */
async function resume(id: string): Promise<void> {
  await postJson('/api/training/resume', { id })
  followFirst('run')
}

function RunActions({ run }: { readonly run: TrainingRun }) {
  const isConfirming = useSignal(false)
  const readOnly = isReadOnly()
  const { id, canStop, resumeAt, state, name } = run
  return (
    <>
      {state === 'done' && <a href={linkTo('/assessment', { classifier: name })}>Assess {name}</a>}
      {canStop && !readOnly && (
        <Button variant="danger" onClick={() => void (isConfirming.value = true)}>
          Stop
        </Button>
      )}
      {resumeAt !== null && !readOnly && (
        <Button variant="primary" onClick={() => resume(id)}>
          Resume after epoch {resumeAt}
        </Button>
      )}
      <ConfirmDialog
        open={isConfirming.value}
        title={`Stop the training of ${name}?`}
        action="Stop it"
        danger
        onConfirm={() => postJson('/api/training/stop', { id })}
        onClose={() => void (isConfirming.value = false)}
      >
        The best epoch so far is kept, and the training can be resumed later from its last checkpoint.
      </ConfirmDialog>
    </>
  )
}
