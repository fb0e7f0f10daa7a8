import { useSignal } from '@preact/signals'
import type { TrainingRun, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { linkTo } from '../app/address.js'
import { postJson, useResource } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { Confirm } from '../ui/confirm.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { CommandLine } from '../ui/command-line.js'
import { LineagePanel } from './lineage-panel.js'
import { RunCharts } from './run-charts.js'
import { RunTiles } from './run-tiles.js'
import { StateBadge } from './run-words.js'

interface RunDetailProps {
  readonly id: string
  /** What the list says of it now; undefined where it is not on the list. */
  readonly run: TrainingRun | undefined
}

/** One run: how it goes, what it was made of, and the ways to stop it and to go on with it. */
export function RunDetail({ id, run }: RunDetailProps) {
  // Asked for again whenever the log grew, or the run stands otherwise.
  const seen = run ? `&seen=${run.lastAt}-${run.state}` : ''
  const loaded = useResource<TrainingRunDetail>(() => `/api/training/run?id=${encodeURIComponent(id)}${seen}`)
  const { data, error, status } = loaded.value
  if (!data) {
    if (error === undefined) return <p class="note">{id} is loading …</p>
    return <Notice tone={status === 404 ? 'warn' : 'bad'}>{error}</Notice>
  }
  const shown = run ?? data.run
  return (
    <>
      <Panel
        id="run"
        title={`Run of ${shown.name}`}
        note={
          <>
            <StateBadge run={shown} /> {shown.ending}
          </>
        }
        actions={<RunActions run={shown} />}
      >
        {error !== undefined && <Notice tone="warn">{error}</Notice>}
        {data.damagedLines > 0 && (
          <Notice tone="warn">{data.damagedLines} damaged lines of the log were left out.</Notice>
        )}
        <RunTiles run={shown} detail={data} />
        <RunCharts detail={data} />
      </Panel>
      <LineagePanel detail={data} />
      <Panel
        id="run-command"
        title="Command"
        note={`in the folder of the workspace; the classifier is in ${data.folder}`}
      >
        <CommandLine command={shown.command} />
      </Panel>
    </>
  )
}

function RunActions({ run }: { readonly run: TrainingRun }) {
  const asked = useSignal(false)
  const readOnly = isReadOnly()
  const { id, canStop, resumeAt, state, name } = run
  return (
    <>
      {state === 'done' && <a href={linkTo('/assessment', { classifier: name })}>Assess {name}</a>}
      {canStop && !readOnly && (
        <Button kind="danger" onClick={() => void (asked.value = true)}>
          Stop
        </Button>
      )}
      {resumeAt !== null && !readOnly && (
        <Button kind="main" onClick={() => postJson('/api/training/resume', { id })}>
          Go on after epoch {resumeAt}
        </Button>
      )}
      <Confirm
        open={asked.value}
        title={`Stop the training of ${name}?`}
        action="Stop it"
        danger
        onConfirm={() => postJson('/api/training/stop', { id })}
        onClose={() => void (asked.value = false)}
      >
        The best epoch so far is kept, and it can be gone on with later from its last checkpoint.
      </Confirm>
    </>
  )
}
