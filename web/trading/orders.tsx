import type { TradingOrder } from '../../src/dashboard/trading/api.js'
import { shownTime } from '../app/shown-time.js'
import { plainPercent, price } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'
import { amount } from './money.js'

const columns: readonly TableColumn<TradingOrder>[] = [
  { id: 'time', title: 'Time', cell: ({ time }) => `${shownTime.value.day(time)} ${shownTime.value.second(time)}` },
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  { id: 'side', title: 'Side', cell: ({ side }) => side, tone: ({ side }) => side, sort: ({ side }) => side },
  { id: 'price', title: 'Price', align: 'right', cell: (order) => price(Number(order.price)) },
  { id: 'amount', title: 'Amount', align: 'right', cell: (order) => amount(order.amount) },
  {
    id: 'filled',
    title: 'Filled',
    align: 'right',
    cell: (order) => plainPercent(Number(order.filled) / Math.max(Number(order.amount), Number.MIN_VALUE)),
  },
  { id: 'state', title: 'State', cell: ({ state }) => state, sort: ({ state }) => state },
  { id: 'reason', title: 'Why', cell: ({ reason }) => reason },
]

interface OrdersProps {
  readonly orders: readonly TradingOrder[]
  readonly caption: string
  readonly empty: string
}

export function Orders({ orders, caption, empty }: OrdersProps) {
  if (orders.length === 0) return <p class="note">{empty}</p>
  return <Table caption={caption} columns={columns} rows={orders} keyOf={({ id }) => id} />
}
