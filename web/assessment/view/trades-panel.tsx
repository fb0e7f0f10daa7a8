import type {
  AssessedTrade,
  AssessedTrades,
  AssessmentView,
  MatrixFigures,
} from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { timeFormat } from '../../app/time-format.js'
import { Button } from '../../ui/button.js'
import { formatSignedPercent, formatPercent, formatPrice, formatDuration, formatInteger } from '../../ui/format.js'
import { Notice } from '../../ui/notice.js'
import { Panel } from '../../ui/panel.js'
import { Table, type TableColumn } from '../../ui/table.js'
import { useAssessmentSource, type CellQuery } from './assessment-source.js'
import { CsvLink } from './csv-link.js'
import { TradeChart } from './trade-chart.js'
import { TradeFilter } from './trade-filter.js'
import { isFiltered, readTradeView, setSort, toTradeFilter } from './trade-query.js'

/** Trades of a page of the table. The chart, the order and the csv have all of them. */
const PAGE = 200

interface TradesPanelProps {
  readonly matrix: AssessmentView
  readonly figures: MatrixFigures
  readonly query: CellQuery
}

/** The trades of the cell, on the candles and as a table; choosing one shows it closely. */
export function TradesPanel({ matrix, figures, query }: TradesPanelProps) {
  const source = useAssessmentSource()
  const view = readTradeView()
  const { skip, order, trade: selected } = view
  const filtered = { ...query, filter: toTradeFilter(view) }
  const { data: answer, error } = source.useTrades({ ...filtered, order, offset: skip, limit: PAGE, number: selected })
  const trade = answer?.trade && answer.trade.number === selected ? answer.trade : undefined
  const bases = figures.base === null ? matrix.bases.map(({ base }) => base ?? '') : []
  const only = bases.find((one) => one === view.only)
  const base = trade?.base ?? figures.base ?? only ?? bases[0] ?? ''
  const missing = source.describeMissingTrades(query.cell)
  const { total = 0, matching = 0, trades = [] } = answer ?? {}
  return (
    <>
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      <TradeChart
        base={base}
        bases={only === undefined ? bases : []}
        range={{ from: figures.from, to: figures.to }}
        query={filtered}
        trade={trade}
        isSimulated={matrix.simulated}
        isFiltered={isFiltered(view)}
      />
      <Panel
        id="trades"
        title="Trades of the cell"
        note={answer && describeTrades(answer)}
        actions={
          <>
            {matching > 0 && <CsvLink count={matching} file={source.csv({ ...filtered, order })} />}
            <Pages offset={skip} total={matching} />
          </>
        }
      >
        <TradeFilter view={view} bases={bases} months={answer?.months ?? []} />
        <div class="trade-table">
          <Table
            caption="Trades of the cell"
            columns={COLUMNS}
            rows={trades}
            rowKey={({ number: key }) => String(key)}
            order={order}
            onSort={setSort}
            selected={selected === undefined ? '' : String(selected)}
            onSelect={({ number: key }) => setParams({ trade: selected === key ? undefined : String(key) }, true)}
            empty={missing ?? (answer ? describeNone(total) : 'loading …')}
          />
        </div>
      </Panel>
    </>
  )
}

/** `212 of 1,372, summed +3.20 %, 61 % won` */
function describeTrades({ total, matching, gain, wins }: AssessedTrades): string {
  const count = matching === total ? formatInteger(total) : `${formatInteger(matching)} of ${formatInteger(total)}`
  if (matching === 0) return count
  return `${count}, summed ${formatSignedPercent(gain)}, ${formatPercent(wins / matching)} won`
}

function describeNone(total: number): string {
  return total === 0
    ? 'No trades: the scores never reach these thresholds, or nothing could be opened.'
    : `None of the ${formatInteger(total)} trades passes the filter.`
}

const EXITS = {
  signal: '',
  loss: ', at a loss',
  end: ', at the end',
  stopLoss: ', stop loss',
  takeProfit: ', take profit',
  trailingStop: ', trailing stop',
  maxMinutes: ', time',
} as const

const COLUMNS: readonly TableColumn<AssessedTrade>[] = [
  { id: 'number', title: '#', align: 'right', cell: ({ number }) => number, sort: ({ number }) => number },
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  {
    id: 'buyTime',
    title: 'Buy time',
    cell: ({ buyTime }) => timeFormat.value.minute(buyTime),
    sort: ({ buyTime }) => buyTime,
  },
  {
    id: 'buyPrice',
    title: 'Buy price',
    align: 'right',
    cell: ({ buyPrice }) => formatPrice(buyPrice),
    sort: ({ buyPrice }) => buyPrice,
  },
  {
    id: 'sellTime',
    title: 'Sell time',
    cell: ({ sellTime, exit }) => `${timeFormat.value.minute(sellTime)}${EXITS[exit]}`,
    sort: ({ sellTime }) => sellTime,
  },
  {
    id: 'sellPrice',
    title: 'Sell price',
    align: 'right',
    cell: ({ sellPrice }) => formatPrice(sellPrice),
    sort: ({ sellPrice }) => sellPrice,
  },
  {
    id: 'minutes',
    title: 'Duration',
    align: 'right',
    cell: ({ minutes }) => formatDuration(minutes),
    sort: ({ minutes }) => minutes,
  },
  {
    id: 'gain',
    title: 'Gain',
    align: 'right',
    cell: ({ gain }) => formatSignedPercent(gain),
    sort: ({ gain }) => gain,
    tone: ({ gain }) => (gain > 0 ? 'gain' : 'loss'),
  },
]

function turnTo(offset: number): void {
  setParams({ skip: offset === 0 ? undefined : String(offset) }, true)
}

/** Turns the pages of the table. */
function Pages({ offset, total }: { readonly offset: number; readonly total: number }) {
  if (total <= PAGE && offset === 0) return null
  return (
    <>
      <span class="note">
        rows {formatInteger(offset + 1)} to {formatInteger(Math.min(total, offset + PAGE))}
      </span>
      <Button disabled={offset === 0} onClick={() => turnTo(Math.max(0, offset - PAGE))}>
        Previous
      </Button>
      <Button disabled={offset + PAGE >= total} onClick={() => turnTo(offset + PAGE)}>
        Next
      </Button>
    </>
  )
}
