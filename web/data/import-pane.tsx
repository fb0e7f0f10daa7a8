import { useSignal } from '@preact/signals'
import { postJson } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { Choice } from '../ui/choice.js'
import { CommandLine } from '../ui/command-line.js'
import { Panel } from '../ui/panel.js'

const RULES = [
  { id: 'refuse', title: 'refuse, and list them' },
  { id: 'stored', title: 'the stored candle stays' },
  { id: 'new', title: 'the new candle wins' },
]

/** Imports files of this machine by their paths; what differs from the stored candles shows in the job's output. */
export function ImportPane() {
  const paths = useSignal('')
  const conflict = useSignal('refuse')
  const base = useSignal('')
  const files = paths.value
    .split('\n')
    .map((path) => path.trim())
    .filter((path) => path !== '')
  const command = [
    'followupward import',
    ...(conflict.value === 'refuse' ? [] : [`--conflict ${conflict.value}`]),
    ...(base.value === '' ? [] : [`--base ${base.value}`]),
    ...(files.length === 0 ? ['FILE…'] : files.map((path) => (/^[\w./-]+$/.test(path) ? path : `'${path}'`))),
  ].join(' ')
  const start = (): Promise<unknown> =>
    postJson('/api/data/import', {
      files,
      conflict: conflict.value,
      ...(base.value === '' ? {} : { base: base.value }),
    })
  return (
    <Panel id="import" title="Import files" note="Binance archive, csv, Parquet, feather, Arrow, freqtrade, pandas h5">
      <form class="fields" onSubmit={(event) => event.preventDefault()}>
        <label>
          Paths on this machine, one a line
          <textarea
            rows={3}
            value={paths.value}
            placeholder="downloads/FILUSDT-1m-2023-08.zip"
            onInput={(event) => void (paths.value = event.currentTarget.value)}
          />
        </label>
        <Choice
          label="Candles that differ from stored ones"
          value={conflict.value}
          options={RULES}
          onChange={(value) => void (conflict.value = value)}
        />
        <label>
          Base, where the name of the file does not say it
          <input type="text" value={base.value} onInput={(event) => void (base.value = event.currentTarget.value)} />
        </label>
        <CommandLine command={command} />
        <div class="actions">
          <Button kind="main" disabled={isReadOnly() || files.length === 0} onClick={start}>
            Import
          </Button>
        </div>
      </form>
    </Panel>
  )
}
