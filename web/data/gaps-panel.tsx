import type { DataGaps, DataList, DataMarket, DataSpan } from '../../src/dashboard/data/api.js'
import { linkTo } from '../app/address.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { formatSignedPercent, formatDuration, formatInteger } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Table } from '../ui/table.js'
import { GapCalendar } from './gap-calendar.js'

interface GapsPanelProps {
  readonly market: DataMarket
  /** Another one asks again. */
  readonly version: string
}

/** Every day of one market, and what interrupts it. */
export function GapsPanel({ market: { path, base, symbol }, version }: GapsPanelProps) {
  const gaps = useResource<DataGaps>(() => linkTo('/api/data/gaps', { market: path, version }))
  const { error } = gaps.value
  const data = gaps.value.data?.path === path ? gaps.value.data : undefined
  return (
    <Panel
      id="gaps"
      title={`Days of ${base}`}
      note={symbol}
      actions={<a href={linkTo('/market', { base })}>Show it in Market</a>}
    >
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {!data && error === undefined && <p class="note">looking at its candles …</p>}
      {data && (
        <>
          <GapCalendar base={base} days={data.days} />
          <div class="interruptions">
            <Spans title="Never imported" list={data.notImported} />
            <Spans title="Outages" list={data.outages} />
            <Spans title="No-trade breaks" list={data.noTradeBreaks} />
            <Spans title="At one price" list={data.flatRuns} />
            <Spans title="At one price while others traded" list={data.staleRuns} />
            <Spikes list={data.spikes} />
          </div>
        </>
      )}
    </Panel>
  )
}

function Spans({ title, list }: { readonly title: string; readonly list: DataList<DataSpan> }) {
  const time = timeFormat.value
  return (
    <section aria-label={title}>
      <h3>{formatHeading(title, list, 'the longest')}</h3>
      {list.count > 0 && (
        <Table
          caption={title}
          columns={[
            { id: 'from', title: 'From', cell: ({ from }) => time.minute(from), sort: ({ from }) => from },
            { id: 'to', title: 'To', cell: ({ to }) => time.minute(to), sort: ({ to }) => to },
            {
              id: 'minutes',
              title: 'Duration',
              align: 'right',
              cell: ({ minutes }) => formatDuration(minutes),
              sort: ({ minutes }) => minutes,
            },
          ]}
          rows={list.items}
          rowKey={({ from }) => String(from)}
        />
      )}
    </section>
  )
}

function Spikes({ list }: { readonly list: DataGaps['spikes'] }) {
  const format = timeFormat.value
  return (
    <section aria-label="Price spikes">
      <h3>{formatHeading('Price spikes, taken back within minutes', list, 'the largest')}</h3>
      {list.count > 0 && (
        <Table
          caption="Price spikes"
          columns={[
            { id: 'time', title: 'Minute', cell: ({ time }) => format.minute(time), sort: ({ time }) => time },
            {
              id: 'change',
              title: 'Change',
              align: 'right',
              cell: ({ change }) => formatSignedPercent(change),
              sort: ({ change }) => change,
            },
          ]}
          rows={list.items}
          rowKey={({ time }) => String(time)}
        />
      )}
    </section>
  )
}

function formatHeading(title: string, { count, items: format }: DataList<unknown>, which: string): string {
  const part = format.length < count ? `, ${which} ${format.length}` : ''
  return `${title}: ${count === 0 ? 'none' : formatInteger(count)}${part}`
}
