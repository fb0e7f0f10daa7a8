import type { TradingLogLine } from '../../src/dashboard/trading/api.js'
import { timeFormat } from '../app/time-format.js'
import { Table, type TableColumn } from '../ui/table.js'

const columns: readonly TableColumn<TradingLogLine & { readonly at: number }>[] = [
  { id: 'time', title: 'Time', cell: ({ time }) => `${timeFormat.value.day(time)} ${timeFormat.value.second(time)}` },
  { id: 'kind', title: 'Kind', cell: ({ kind }) => kind, sort: ({ kind }) => kind, tone: toneOf },
  { id: 'base', title: 'Base', cell: ({ base }) => base ?? '', sort: ({ base }) => base },
  { id: 'detail', title: 'Detail', cell: ({ detail }) => <span class="wrap">{detail}</span> },
]

function toneOf({ kind }: TradingLogLine): string | undefined {
  return kind === 'fault' || kind === 'refuse' || kind === 'stop' ? 'loss' : undefined
}

/** What was done, or left undone, and why; the newest first. */
export function Log({ lines }: { readonly lines: readonly TradingLogLine[] }) {
  const rows = lines.map((line, index) => ({ ...line, at: lines.length - index }))
  return <Table caption="Log of the run" columns={columns} rows={rows} rowKey={({ at }) => String(at)} />
}
