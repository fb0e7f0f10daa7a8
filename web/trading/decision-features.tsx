import type { DecisionFeatures as Answer } from '../../src/dashboard/trading/api.js'
import { linkToMarket } from './market-link.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'
import { Table, type TableColumn } from '../ui/table.js'

type Feature = Answer['features'][number]

/** Scaled values beyond this are drawn at the end of the scale. */
const MAX_SCALED = 4

const columns: readonly TableColumn<Feature>[] = [
  { id: 'name', title: 'Feature', cell: ({ name }) => name, sort: ({ name }) => name },
  {
    id: 'value',
    title: 'Value',
    align: 'right',
    cell: ({ value }) => value.toPrecision(5),
    sort: ({ value }) => value,
  },
  {
    id: 'scaled',
    title: 'Scaled',
    align: 'right',
    tooltip: 'as the net saw it: 0 is the centre of the training set, 1 its spread',
    cell: ({ scaled }) => scaled.toFixed(2),
    sort: ({ scaled }) => Math.abs(scaled),
  },
  {
    id: 'bar',
    title: 'from the centre of the training set',
    cell: ({ scaled }) => (
      <meter
        class={scaled < 0 ? 'below' : 'above'}
        min={0}
        max={MAX_SCALED}
        value={Math.min(MAX_SCALED, Math.abs(scaled))}
        aria-label={`${scaled.toFixed(2)} from the centre`}
      />
    ),
  },
]

interface DecisionFeaturesProps {
  readonly run: string
  /** `base@minute` */
  readonly decision: string
  readonly onClose: () => void
}

/** What the net saw before a decision, the most unusual first. */
export function DecisionFeatures({ run, decision, onClose }: DecisionFeaturesProps) {
  const [base = '', minute = ''] = decision.split('@')
  const resource = useResource<Answer>(
    () => `/api/trading/features?${new URLSearchParams({ run, base, minute }).toString()}`,
  )
  const { data, error } = resource.value
  return (
    <section class="behind" aria-label="Features behind the decision" id="behind">
      <header>
        <h3>
          Behind {base} at {timeFormat.value.minute(Number(minute))}
        </h3>
        <a href={linkToMarket(base, Number(minute))}>on the market</a>
        <Button onClick={onClose}>Close</Button>
        {data && (
          <p class="note">
            {data.featureSet} of the candle {timeFormat.value.minute(data.candleTime)} · scores computed again: buy{' '}
            {data.scores.buy.toFixed(3)}, sell {data.scores.sell.toFixed(3)}, hold {data.scores.hold.toFixed(3)}
          </p>
        )}
      </header>
      {error && <Notice tone="warn">{error}</Notice>}
      {data?.remark !== undefined && <Notice tone="warn">{data.remark}</Notice>}
      {data && (
        <Table
          caption="Features behind the decision"
          columns={columns}
          rows={data.features}
          rowKey={({ name }) => name}
        />
      )}
      {!data && !error && <p class="note">computing …</p>}
    </section>
  )
}
