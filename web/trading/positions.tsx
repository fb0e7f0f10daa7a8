import type { TradingPosition } from '../../src/dashboard/trading/api.js'
import { marketLink } from './market-link.js'
import { percent, price } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'
import { amount, money } from './money.js'

interface PositionsProps {
  readonly positions: readonly TradingPosition[]
  readonly quote: string
  /** Latest minute, for the way to the market page. */
  readonly minute: number | undefined
}

export function Positions({ positions, quote, minute }: PositionsProps) {
  const columns: readonly TableColumn<TradingPosition>[] = [
    {
      id: 'base',
      title: 'Base',
      cell: ({ base, unsellable }) => (
        <>
          <a href={marketLink(base, minute)}>{base}</a>
          {unsellable !== undefined && (
            <span class="badge warn" title={unsellable}>
              not sellable
            </span>
          )}
        </>
      ),
      sort: ({ base }) => base,
    },
    { id: 'amount', title: 'Amount', align: 'right', cell: (one) => amount(one.amount) },
    { id: 'average', title: 'Bought at', align: 'right', cell: (one) => price(Number(one.averagePrice)) },
    { id: 'close', title: 'Close', align: 'right', cell: ({ close }) => (close === undefined ? '–' : price(close)) },
    {
      id: 'value',
      title: `Worth ${quote}`,
      align: 'right',
      cell: ({ value }) => (value === undefined ? '–' : money(value)),
      sort: ({ value }) => (value === undefined ? undefined : Number(value)),
    },
    {
      id: 'gain',
      title: 'Gain',
      align: 'right',
      hint: 'of the close against the average fill price, before fees',
      cell: ({ gain }) => (gain === undefined ? '–' : percent(gain)),
      sort: ({ gain }) => gain,
      tone: ({ gain = 0 }) => (gain > 0 ? 'gain' : gain < 0 ? 'loss' : undefined),
    },
  ]
  return (
    <Table caption="Positions" columns={columns} rows={positions} keyOf={({ base }) => base} empty="nothing is held" />
  )
}
