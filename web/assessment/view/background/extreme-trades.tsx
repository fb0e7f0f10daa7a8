import type { AssessedTrade } from '../../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../../app/address.js'
import { timeFormat } from '../../../app/time-format.js'
import { formatDuration, formatSignedPercent } from '../../../ui/format.js'
import { Table, type TableColumn } from '../../../ui/table.js'

interface ExtremeTradesProps {
  readonly title: string
  readonly trades: readonly AssessedTrade[]
}

/** The trades at one end; choosing one shows it on the candles. */
export function ExtremeTrades({ title, trades }: ExtremeTradesProps) {
  return (
    <section>
      <h3>{title}</h3>
      <Table
        caption={`${title}; choosing one shows it on the candles`}
        columns={COLUMNS}
        rows={trades}
        rowKey={({ number }) => String(number)}
        onSelect={showTrade}
      />
    </section>
  )
}

/** Its number is that among the trades of all bases. */
function showTrade({ number }: AssessedTrade): void {
  setParams({ base: undefined, trade: String(number) }, true)
  document.getElementById('candles')?.scrollIntoView()
}

const COLUMNS: readonly TableColumn<AssessedTrade>[] = [
  { id: 'base', title: 'Base', cell: ({ base }) => base },
  { id: 'buyTime', title: 'Bought', cell: ({ buyTime }) => timeFormat.value.minute(buyTime) },
  { id: 'minutes', title: 'Held', align: 'right', cell: ({ minutes }) => formatDuration(minutes) },
  {
    id: 'gain',
    title: 'Gain',
    align: 'right',
    cell: ({ gain }) => formatSignedPercent(gain),
    tone: ({ gain }) => (gain > 0 ? 'gain' : 'loss'),
  },
]
