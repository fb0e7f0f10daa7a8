import { useSignal } from '@preact/signals'
import type { TradingDecision, TradingDecisions, TradingRun } from '../../src/dashboard/trading/api.js'
import { useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { Button } from '../ui/button.js'
import { Select } from '../ui/select.js'
import { formatPrice } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Table, type TableColumn } from '../ui/table.js'
import { DecisionFeatures } from './decision-features.js'

const score = (name: 'buy' | 'sell'): TableColumn<TradingDecision> => ({
  id: name,
  title: name === 'buy' ? 'Buy score' : 'Sell score',
  align: 'right',
  cell: ({ scores }) => scores?.[name].toFixed(3) ?? '–',
  sort: ({ scores }) => scores?.[name],
})

const columns: readonly TableColumn<TradingDecision>[] = [
  {
    id: 'minute',
    title: 'Minute',
    cell: ({ minute }) => timeFormat.value.minute(minute),
    sort: ({ minute }) => minute,
  },
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  { id: 'close', title: 'Close', align: 'right', cell: ({ close }) => formatPrice(close) },
  score('buy'),
  score('sell'),
  { id: 'signal', title: 'Signal', cell: ({ signal }) => signal, tone: ({ signal }) => signal },
  { id: 'act', title: 'Action', cell: ({ act }) => (act === 'none' ? '–' : act), tone: ({ act }) => act },
  { id: 'reason', title: 'Reason', cell: ({ reason }) => reason },
]

const keyOf = ({ base, minute }: TradingDecision): string => `${base}@${minute}`

/** The decisions of a run, newest first; a click on one shows the features behind it. */
export function Decisions({ run, refreshInterval }: { readonly run: TradingRun; readonly refreshInterval: number }) {
  const [base, setBase] = useParam('base', '')
  const [acted, setActed] = useParam('acted', 'false')
  const [chosen, setChosen] = useParam('decision', '')
  const before = useSignal<number | undefined>(undefined)
  const resource = useResource<TradingDecisions>(
    () => pathOf(run.id, base.value, acted.value, before.value),
    run.state === 'running' && before.value === undefined ? { refreshInterval } : {},
  )
  const { data, error } = resource.value
  return (
    <>
      <div class="filters">
        <Select label="Base" value={base.value} none="all" options={run.bases} onChange={(value) => setBase(value)} />
        <label>
          <input
            type="checkbox"
            checked={acted.value === 'true'}
            onChange={(event) => setActed(String(event.currentTarget.checked))}
          />{' '}
          only purchases and sales
        </label>
        <span class="note">a row shows the features behind it</span>
        <span class="spacer" />
        {before.value !== undefined && <Button onClick={() => void (before.value = undefined)}>Newest</Button>}
        <Button disabled={data?.next === undefined} onClick={() => void (before.value = data?.next)}>
          Older
        </Button>
      </div>
      {error && <Notice tone="warn">{error}</Notice>}
      <Table
        caption="Decisions"
        columns={columns}
        rows={data?.decisions ?? []}
        rowKey={keyOf}
        selected={chosen.value}
        onSelect={(row) => setChosen(chosen.value === keyOf(row) ? '' : keyOf(row))}
        empty={data ? 'no decisions' : 'reading …'}
      />
      {chosen.value !== '' && <DecisionFeatures run={run.id} decision={chosen.value} onClose={() => setChosen('')} />}
    </>
  )
}

function pathOf(run: string, base: string, acted: string, before: number | undefined): string {
  const query = new URLSearchParams({ run, acted })
  if (base !== '') query.set('base', base)
  if (before !== undefined) query.set('before', String(before))
  return `/api/trading/decisions?${query}`
}
