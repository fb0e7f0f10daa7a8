import { useSignal } from '@preact/signals'
import type { JobDetail, JobSummary } from '../../src/dashboard/jobs/api.js'
import { postJson, refreshAll } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { Button } from '../ui/button.js'
import { Choice } from '../ui/choice.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'

const SPEEDS = [
  { id: '1', title: 'real time' },
  { id: '60', title: '60 times' },
  { id: '600', title: '600 times' },
  { id: 'stepped', title: 'no waiting' },
]

/** A paper trade on stored candles from here; it goes on when the dashboard ends. Live trading starts in a terminal only. */
export function StartPaper({ classifiers }: { readonly classifiers: readonly string[] }) {
  const classifier = useSignal('')
  const speed = useSignal('600')
  const buy = useSignal('')
  const sell = useSignal('')
  const jobs = useTopic<readonly JobSummary[]>('jobs')
  const last = jobs.value?.find(({ useCase }) => useCase === 'trade')
  if (classifiers.length === 0) return null
  const name = classifier.value || (classifiers[0] ?? '')
  const options = { speed: speed.value, ...thresholdsOf(buy.value, sell.value) }
  const words = Object.entries(options).map(([option, value]) => ` --${option} ${value}`)
  const start = async (): Promise<void> => {
    await postJson<JobDetail>('/api/trading/paper', { classifier: name, ...options })
    refreshAll()
  }
  return (
    <Panel id="paper" title="Paper trade">
      <div class="form">
        <Choice
          label="Classifier"
          value={name}
          options={classifiers}
          onChange={(value) => void (classifier.value = value)}
        />
        <Choice label="Speed" value={speed.value} options={SPEEDS} onChange={(value) => void (speed.value = value)} />
        <Threshold label="Buy at" value={buy.value} onInput={(value) => void (buy.value = value)} />
        <Threshold label="Sell at" value={sell.value} onInput={(value) => void (sell.value = value)} />
      </div>
      <pre class="command">{`npx followupward trade --classifier ${name}${words.join('')}`}</pre>
      <Button kind="main" onClick={start}>
        Start
      </Button>
      {last?.state === 'failed' && <Notice tone="bad">{last.lastLine}</Notice>}
      <p class="note">Stored candles are replayed. Trading with money starts in a terminal only: trade --mode live.</p>
    </Panel>
  )
}

interface ThresholdProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
}

function Threshold({ label, value, onInput }: ThresholdProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        min="0"
        max="1"
        step="0.05"
        placeholder="as configured"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  )
}

function thresholdsOf(buy: string, sell: string): Readonly<Record<string, string>> {
  return { ...(buy === '' ? {} : { buy }), ...(sell === '' ? {} : { sell }) }
}
