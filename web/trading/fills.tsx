import type { TradingFill } from '../../src/dashboard/trading/api.js'
import { shownTime } from '../app/shown-time.js'
import { price } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'
import { amount, money } from './money.js'

export function Fills({ fills, quote }: { readonly fills: readonly TradingFill[]; readonly quote: string }) {
  const columns: readonly TableColumn<TradingFill>[] = [
    { id: 'time', title: 'Time', cell: ({ time }) => `${shownTime.value.day(time)} ${shownTime.value.second(time)}` },
    { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
    { id: 'side', title: 'Side', cell: ({ side }) => side, tone: ({ side }) => side, sort: ({ side }) => side },
    { id: 'price', title: 'Price', align: 'right', cell: (fill) => price(Number(fill.price)) },
    { id: 'amount', title: 'Amount', align: 'right', cell: (fill) => amount(fill.amount) },
    {
      id: 'cost',
      title: `For ${quote}`,
      align: 'right',
      cell: (fill) => money(String(Number(fill.price) * Number(fill.amount))),
    },
    { id: 'fee', title: 'Fee', align: 'right', cell: ({ fee }) => feeText(fee) },
  ]
  return (
    <Table
      caption="Latest fills"
      columns={columns}
      rows={fills}
      keyOf={({ id, base }) => `${base} ${id}`}
      empty="no fills yet"
    />
  )
}

function feeText(fee: string): string {
  const [value = '0', currency = ''] = fee.split(' ')
  return `${Number(value).toLocaleString('en', { maximumSignificantDigits: 4 })} ${currency}`
}
