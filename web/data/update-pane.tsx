import { useSignal } from '@preact/signals'
import type { DataOverview } from '../../src/dashboard/data/api.js'
import { postJson } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { CommandLine } from '../ui/command-line.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'

/** Brings the candles up to date; its progress shows among the jobs below. */
export function UpdatePane({ overview: { noUpdate, configured, markets } }: { readonly overview: DataOverview }) {
  const bases = useSignal('')
  const from = useSignal('')
  const names = bases.value.split(/[\s,]+/).filter((name) => name !== '')
  const known = configured.length > 0 ? configured : markets.map(({ base }) => base)
  const command = [
    'followupward update-history',
    ...(names.length > 0 ? [`--base ${names.join()}`] : []),
    ...(from.value === '' ? [] : [`--from ${from.value}`]),
  ].join(' ')
  const start = (): Promise<unknown> =>
    postJson('/api/data/update', { bases: names, ...(from.value === '' ? {} : { from: from.value }) })
  return (
    <Panel id="update" title="Update from the exchange" note="candles up to now, then features and targets">
      {noUpdate !== null ? (
        <Notice>{noUpdate}</Notice>
      ) : (
        <form class="fields" onSubmit={(event) => event.preventDefault()}>
          <label>
            Bases
            <input
              type="text"
              value={bases.value}
              placeholder={known.length > 0 ? known.join(', ') : 'btc, eth'}
              onInput={(event) => void (bases.value = event.currentTarget.value)}
            />
          </label>
          <label>
            History from
            <input type="date" value={from.value} onInput={(event) => void (from.value = event.currentTarget.value)} />
          </label>
          <CommandLine command={command} />
          <div class="actions">
            {isReadOnly() && <span class="note">this dashboard changes nothing: run the command in a terminal</span>}
            <Button kind="main" disabled={isReadOnly() || (names.length === 0 && known.length === 0)} onClick={start}>
              Update
            </Button>
          </div>
        </form>
      )}
    </Panel>
  )
}
