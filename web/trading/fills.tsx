import type { TradingFill } from '../../src/dashboard/trading/api.js'
import { timeFormat } from '../app/time-format.js'
import { formatPrice } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'
import { formatAmount, formatMoney } from './money.js'

export function Fills({ fills, quote }: { readonly fills: readonly TradingFill[]; readonly quote: string }) {
  const columns: readonly TableColumn<TradingFill>[] = [
    { id: 'time', title: 'Time', cell: ({ time }) => `${timeFormat.value.day(time)} ${timeFormat.value.second(time)}` },
    { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
    { id: 'side', title: 'Side', cell: ({ side }) => side, tone: ({ side }) => side, sort: ({ side }) => side },
    { id: 'price', title: 'Price', align: 'right', cell: (fill) => formatPrice(Number(fill.price)) },
    { id: 'amount', title: 'Amount', align: 'right', cell: (fill) => formatAmount(fill.amount) },
    {
      id: 'cost',
      title: `Cost, ${quote}`,
      align: 'right',
      cell: (fill) => formatMoney(String(Number(fill.price) * Number(fill.amount))),
    },
    { id: 'fee', title: 'Fee', align: 'right', cell: ({ fee }) => feeText(fee) },
  ]
  return (
    <Table
      caption="Latest fills"
      columns={columns}
      rows={fills}
      rowKey={({ id, base }) => `${base} ${id}`}
      empty="no fills yet"
    />
  )
}

function feeText(fee: string): string {
  const [value = '0', currency = ''] = fee.split(' ')
  return `${Number(value).toLocaleString('en', { maximumSignificantDigits: 4 })} ${currency}`
}
