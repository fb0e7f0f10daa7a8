import { useSignal } from '@preact/signals'
import type { ControlRequest, TradingRun } from '../../src/dashboard/trading/api.js'
import { postJson, refetchAll } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { Button } from '../ui/button.js'
import { ConfirmDialog } from '../ui/confirm-dialog.js'

interface ConfirmText {
  readonly command: ControlRequest['command']
  readonly title: string
  readonly action: string
  readonly danger?: boolean
  readonly text: string
}

const PAUSE: ConfirmText = {
  command: 'pause',
  title: 'Pause buying?',
  action: 'Pause',
  text: 'Nothing new is bought until you resume. What is held is still sold on a sell signal or after a loss.',
}
const RESUME: ConfirmText = {
  command: 'resume',
  title: 'Resume buying?',
  action: 'Resume',
  text: 'Buy signals are followed again from the next minute on.',
}
const KILL: ConfirmText = {
  command: 'kill',
  title: 'Pull the kill switch?',
  action: 'Cancel all orders and stop',
  danger: true,
  text: 'Open orders are cancelled at once and the trader ends. Positions stay as they are: nothing is sold. No trader of this account begins again until the switch is released.',
}
const RELEASE: ConfirmText = {
  command: 'release',
  title: 'Release the kill switch?',
  action: 'Release',
  text: 'A trader of this account may begin again. It does not begin by itself.',
}

/** Pause and kill switch of a run's account, each asked for twice. */
export function RunControls({ run }: { readonly run: TradingRun }) {
  const open = useSignal<ConfirmText | undefined>(undefined)
  const question = open.value
  const send = async (): Promise<void> => {
    if (!question) return
    await postJson('/api/trading/control', { account: run.account, command: question.command })
    refetchAll()
  }
  const ask = (next: ConfirmText) => () => {
    open.value = next
  }
  return (
    <div class="controls">
      {run.paused && <span class="note">paused since {timeFormat.value.minute(run.paused.since)}</span>}
      {run.killed && <span class="note">kill switch pulled {timeFormat.value.minute(run.killed.since)}</span>}
      {run.state === 'running' && !run.paused && <Button onClick={ask(PAUSE)}>Pause</Button>}
      {run.paused && <Button onClick={ask(RESUME)}>Resume</Button>}
      {run.state !== 'ended' && !run.killed && (
        <Button variant="danger" onClick={ask(KILL)}>
          Kill switch
        </Button>
      )}
      {run.killed && <Button onClick={ask(RELEASE)}>Release</Button>}
      <ConfirmDialog
        open={question !== undefined}
        title={question?.title ?? ''}
        action={question?.action ?? ''}
        danger={question?.danger ?? false}
        onConfirm={send}
        onClose={() => void (open.value = undefined)}
      >
        <p>
          {run.mode === 'live' ? 'Real money: ' : 'Paper money: '}
          {run.account}
        </p>
        <p>{question?.text}</p>
      </ConfirmDialog>
    </div>
  )
}
