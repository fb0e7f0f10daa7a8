import type { TradingPosition } from '../../src/dashboard/trading/api.js'
import { linkToMarket } from './market-link.js'
import { formatSignedPercent, formatPrice } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'
import { formatAmount, formatMoney } from './money.js'

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
          <a href={linkToMarket(base, minute)}>{base}</a>
          {unsellable !== undefined && (
            <span class="badge warn" title={unsellable}>
              not sellable
            </span>
          )}
        </>
      ),
      sort: ({ base }) => base,
    },
    { id: 'amount', title: 'Amount', align: 'right', cell: (one) => formatAmount(one.amount) },
    { id: 'average', title: 'Average price', align: 'right', cell: (one) => formatPrice(Number(one.averagePrice)) },
    {
      id: 'close',
      title: 'Close',
      align: 'right',
      cell: ({ close }) => (close === undefined ? '–' : formatPrice(close)),
    },
    {
      id: 'value',
      title: `Value, ${quote}`,
      align: 'right',
      cell: ({ value }) => (value === undefined ? '–' : formatMoney(value)),
      sort: ({ value }) => (value === undefined ? undefined : Number(value)),
    },
    {
      id: 'gain',
      title: 'Gain',
      align: 'right',
      tooltip: 'of the close against the average fill price, before fees',
      cell: ({ gain }) => (gain === undefined ? '–' : formatSignedPercent(gain)),
      sort: ({ gain }) => gain,
      tone: ({ gain = 0 }) => (gain > 0 ? 'gain' : gain < 0 ? 'loss' : undefined),
    },
  ]
  return (
    <Table caption="Positions" columns={columns} rows={positions} rowKey={({ base }) => base} empty="no positions" />
  )
}
