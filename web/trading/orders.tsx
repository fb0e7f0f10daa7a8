import type { TradingOrder } from '../../src/dashboard/trading/api.js'
import { timeFormat } from '../app/time-format.js'
import { formatPercent, formatPrice } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'
import { formatAmount } from './money.js'

const columns: readonly TableColumn<TradingOrder>[] = [
  { id: 'time', title: 'Time', cell: ({ time }) => `${timeFormat.value.day(time)} ${timeFormat.value.second(time)}` },
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  { id: 'side', title: 'Side', cell: ({ side }) => side, tone: ({ side }) => side, sort: ({ side }) => side },
  { id: 'price', title: 'Price', align: 'right', cell: (order) => formatPrice(Number(order.price)) },
  { id: 'amount', title: 'Amount', align: 'right', cell: (order) => formatAmount(order.amount) },
  {
    id: 'filled',
    title: 'Filled',
    align: 'right',
    cell: (order) => formatPercent(Number(order.filled) / Math.max(Number(order.amount), Number.MIN_VALUE)),
  },
  { id: 'state', title: 'State', cell: ({ state }) => state, sort: ({ state }) => state },
  { id: 'reason', title: 'Reason', cell: ({ reason }) => reason },
]

interface OrdersProps {
  readonly orders: readonly TradingOrder[]
  readonly caption: string
  readonly empty: string
}

export function OrderTable({ orders, caption, empty }: OrdersProps) {
  if (orders.length === 0) return <p class="note">{empty}</p>
  return <Table caption={caption} columns={columns} rows={orders} rowKey={({ id }) => id} />
}
