import type { PaperFill, PaperTrade } from '../../../src/assessment/report/report-data.js'
import { timeFormat } from '../../app/time-format.js'
import { CurveChart } from '../../charts/curve-chart.js'
import { timeTicks } from '../../charts/ticks.js'
import { formatInteger, formatPrice, formatSignedPercent } from '../../ui/format.js'
import { Panel } from '../../ui/panel.js'
import { Table, type TableColumn } from '../../ui/table.js'
import { Tile } from '../../ui/tile.js'

/** What the trading loop made of the classifier on the simulated exchange. */
export function PaperPanel({ trade }: { readonly trade: PaperTrade }) {
  const { from, to, quote, startQuote, endQuote, gain, buyAndHold, orders, fills, equity } = trade
  const { minute } = timeFormat.value
  return (
    <Panel id="paper" title="Paper trade" note={`${minute(from)} to ${minute(to)}; orders on a simulated exchange`}>
      <dl class="tiles">
        <Tile label="Start" value={startQuote} remark={quote} />
        <Tile label="End" value={endQuote} remark={quote} />
        <Tile label="Gain" value={formatSignedPercent(gain)} tone={gain > 0 ? 'gain' : gain < 0 ? 'loss' : undefined} />
        <Tile label="Buy and hold" value={formatSignedPercent(buyAndHold)} />
        <Tile label="Orders" value={formatInteger(orders)} />
        <Tile label="Fills" value={formatInteger(fills.length)} />
      </dl>
      <CurveChart
        label="Value of the book over time"
        curves={[
          { name: `value, ${quote}`, tone: 'accent', points: equity.map(({ time, value }) => ({ x: time, y: value })) },
        ]}
        xText={minute}
        xTicks={timeTicks}
        yText={formatPrice}
        width={1200}
        height={190}
      />
      <div class="trade-table">
        <Table
          caption="Fills"
          columns={COLUMNS}
          rows={fills}
          rowKey={(fill) => `${fill.time} ${fill.base} ${fill.side} ${fill.amount} ${fills.indexOf(fill)}`}
          empty="No order was filled."
        />
      </div>
    </Panel>
  )
}

const COLUMNS: readonly TableColumn<PaperFill>[] = [
  { id: 'time', title: 'Time', cell: ({ time }) => timeFormat.value.minute(time), sort: ({ time }) => time },
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  { id: 'side', title: 'Side', cell: ({ side }) => side, sort: ({ side }) => side },
  { id: 'price', title: 'Price', align: 'right', cell: ({ price }) => price, sort: ({ price }) => Number(price) },
  { id: 'amount', title: 'Amount', align: 'right', cell: ({ amount }) => amount, sort: ({ amount }) => Number(amount) },
  { id: 'fee', title: 'Fee', align: 'right', cell: ({ fee }) => fee },
]
