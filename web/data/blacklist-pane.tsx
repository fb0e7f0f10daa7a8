import type { DataBlacklist, DataOverview } from '../../src/dashboard/data/api.js'
import { linkTo, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Table } from '../ui/table.js'

/** Bases on the blacklist as of a minute, with the reasons; only candles before that minute count. */
export function BlacklistPane({ overview: { limited, limits, newest } }: { readonly overview: DataOverview }) {
  const [at, setAt] = useParam('at', '')
  const list = useResource<DataBlacklist>(() =>
    limited
      ? linkTo('/api/data/blacklist', { at: at.value === '' ? undefined : parseInput(at.value), newest: newest ?? 0 })
      : null,
  )
  const { data, error } = list.value
  const asOf = data?.at ?? newest
  return (
    <Panel id="blacklist" title="Blacklist" note={limits}>
      {!limited && (
        <Notice>
          No limits are set: no pair is ever on the list. Set <code>blacklist</code> in followupward.yaml, for example{' '}
          <code>{'blacklist: { minDailyQuoteVolume: 14400000, maxNoTradeBreaks: 4 }'}</code>.
        </Notice>
      )}
      {limited && (
        <form class="as-of" onSubmit={(event) => event.preventDefault()}>
          <label>
            As of (UTC){' '}
            <input
              type="datetime-local"
              value={at.value || formatInput(asOf)}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          </label>
          <button type="button" disabled={at.value === ''} onClick={() => setAt('')}>
            Newest candle
          </button>
        </form>
      )}
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {limited && data && (
        <Table
          caption={`Blacklist${data.at === null ? '' : ` as of ${timeFormat.value.minute(data.at)}`}`}
          showCaption
          columns={[
            { id: 'base', title: 'Base', cell: ({ base }) => <strong>{base}</strong>, sort: ({ base }) => base },
            { id: 'market', title: 'Market', cell: ({ path }) => path, sort: ({ path }) => path },
            {
              id: 'listed',
              title: 'Blacklisted',
              cell: ({ reasons, error }) => (
                <span class={`badge ${error === null ? (reasons.length > 0 ? 'bad' : 'good') : 'warn'}`}>
                  {error === null ? (reasons.length > 0 ? 'yes' : 'no') : 'not known'}
                </span>
              ),
              sort: ({ reasons }) => reasons.length,
            },
            { id: 'why', title: 'Reason', cell: ({ reasons, error }) => error ?? reasons.join('; ') },
          ]}
          rows={data.markets}
          rowKey={({ path }) => path}
          empty="no candles are stored yet"
        />
      )}
    </Panel>
  )
}

/** A field's local time is read as UTC. */
function parseInput(text: string): number | undefined {
  const time = Date.parse(`${text.slice(0, 16)}Z`)
  return Number.isNaN(time) ? undefined : time
}

function formatInput(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString().slice(0, 16)
}
