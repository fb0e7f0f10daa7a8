import type {
  AssessedTrade,
  AssessedTrades,
  AssessmentMatrix,
  MatrixFigures,
  Scored,
} from '../../src/dashboard/assessment/api.js'
import { setParams, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { Button } from '../ui/button.js'
import { formatSignedPercent, formatPrice, formatDuration, formatInteger } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Table, type TableColumn } from '../ui/table.js'
import { TradeChart } from './trade-chart.js'

/** Trades of a page of the table; the chart marks those. */
const PAGE = 500

interface TradesPanelProps {
  readonly matrix: AssessmentMatrix
  readonly figures: MatrixFigures
  /** Classifier, set, base and cell. */
  readonly cellQuery: string
}

/** The trades of the cell, on the candles and as a table; choosing one shows it closely. */
export function TradesPanel({ matrix, figures, cellQuery }: TradesPanelProps) {
  const [chosen] = useParam('trade', '')
  const [skip, setSkip] = useParam('skip', '0')
  const offset = Math.max(0, Math.floor(Number(skip.value)) || 0)
  const loaded = useResource<Scored<AssessedTrades>>(
    () => `/api/assessment/trades?${cellQuery}&offset=${offset}&limit=${PAGE}`,
  )
  const { data, error } = loaded.value
  const { total, trades } = data?.state === 'ready' ? data.value : { total: 0, trades: [] }
  const trade = trades.find(({ number }) => String(number) === chosen.value)
  const base = trade?.base ?? figures.base ?? matrix.bases[0]?.base ?? ''
  return (
    <>
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      <TradeChart
        base={base}
        bases={figures.base === null ? matrix.bases : []}
        range={{ from: figures.from, to: figures.to }}
        trades={trades.filter((one) => one.base === base)}
        trade={trade}
        isSimulated={matrix.simulated}
      />
      <Panel
        id="trades"
        title="Trades of the cell"
        note={
          total > PAGE
            ? `${offset + 1} to ${offset + trades.length} of ${formatInteger(total)}`
            : `${formatInteger(total)}, in the order of purchases`
        }
        actions={<Pages offset={offset} total={total} onTurn={(next) => setSkip(String(next), true)} />}
      >
        <div class="trade-table">
          <Table
            caption="Trades of the cell"
            columns={COLUMNS}
            rows={trades}
            rowKey={({ number }) => String(number)}
            selected={chosen.value}
            onSelect={({ number }) =>
              setParams({ trade: chosen.value === String(number) ? undefined : String(number) }, true)
            }
            empty={
              data?.state === 'ready'
                ? 'No trades: the scores never reach these thresholds, or nothing could be opened.'
                : 'loading …'
            }
          />
        </div>
      </Panel>
    </>
  )
}

const COLUMNS: readonly TableColumn<AssessedTrade>[] = [
  { id: 'number', title: '#', align: 'right', cell: ({ number }) => number, sort: ({ number }) => number },
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  {
    id: 'bought',
    title: 'Buy time',
    cell: ({ buyTime }) => timeFormat.value.minute(buyTime),
    sort: ({ buyTime }) => buyTime,
  },
  { id: 'buy', title: 'Buy price', align: 'right', cell: ({ buyPrice }) => formatPrice(buyPrice) },
  {
    id: 'sold',
    title: 'Sell time',
    cell: ({ sellTime, closedAtEnd }) => `${timeFormat.value.minute(sellTime)}${closedAtEnd ? ', at the end' : ''}`,
    sort: ({ sellTime }) => sellTime,
  },
  { id: 'sell', title: 'Sell price', align: 'right', cell: ({ sellPrice }) => formatPrice(sellPrice) },
  {
    id: 'duration',
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

interface PagesProps {
  readonly offset: number
  readonly total: number
  readonly onTurn: (offset: number) => void
}

function Pages({ offset, total, onTurn }: PagesProps) {
  if (total <= PAGE) return null
  return (
    <>
      <Button disabled={offset === 0} onClick={() => onTurn(Math.max(0, offset - PAGE))}>
        Previous
      </Button>
      <Button disabled={offset + PAGE >= total} onClick={() => onTurn(offset + PAGE)}>
        Next
      </Button>
    </>
  )
}
