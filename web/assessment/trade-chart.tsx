import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { AssessedTrade, Scored, TradeMarks } from '../../src/dashboard/assessment/api.js'
import type { CandleView, Span } from '../../src/dashboard/market/api.js'
import { setParams } from '../app/address.js'
import { useResource } from '../app/api.js'
import { chartColors } from '../charts/chart-theme.js'
import { decodeCandles } from '../charts/chart-bars.js'
import { Button } from '../ui/button.js'
import { formatSignedPercent, formatDuration, formatInteger } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { createTradeDrawing, type TradeDrawing } from './trade-drawing.js'

interface TradeChartProps {
  readonly base: string
  /** Bases of which this is the first; none where one is chosen. */
  readonly bases: readonly string[]
  /** All of the set. */
  readonly range: Span
  /** The trades that are marked, as the server is asked for them. */
  readonly query: string
  readonly trade: AssessedTrade | undefined
  readonly isSimulated: boolean
  /** Whether some of the trades are left out on demand. */
  readonly isFiltered: boolean
}

const MINUTE = 60_000
/** Bars that are asked for at most. */
const POINTS = 2400

/** Candles of a base with the trades on them; a chosen trade is shown in detail. */
export function TradeChart({ base, bases, range, query, trade, isSimulated, isFiltered }: TradeChartProps) {
  const container = useRef<HTMLDivElement>(null)
  const drawing = useSignal<TradeDrawing | undefined>(undefined)
  const zoomRange = useSignal<Span | undefined>(undefined)
  const fullRange = { from: range.from, to: range.to + MINUTE }
  const view = trade ? rangeAround(trade) : (zoomRange.value ?? fullRange)
  const path = new URLSearchParams({ base, from: String(view.from), to: String(view.to), points: String(POINTS) })
  const loaded = useResource<CandleView>(() => (base === '' ? null : `/api/market/candles?${path.toString()}`))
  const { data, error } = loaded.value
  const bars = data?.base === base ? data : undefined
  const marked = useResource<Scored<TradeMarks>>(() => (bars ? marksPath(query, bars) : null))
  const marks = marksOf(marked.value.data, bars)
  useEffect(() => {
    zoomRange.value = undefined
  }, [base, range.from, range.to])
  useEffect(() => {
    if (!container.current) return undefined
    const made = createTradeDrawing(container.current, (next) => {
      zoomRange.value = clampRange(next, fullRange)
    })
    drawing.value = made
    return () => made.remove()
  }, [])
  useEffect(() => {
    if (bars) drawing.value?.show(decodeCandles(bars), marks?.marks ?? [], trade)
  }, [drawing.value, bars, marks, trade?.number])
  useSignalEffect(() => drawing.value?.paint(chartColors.value))
  return (
    <Panel
      id="candles"
      title={`Candles and trades of ${base}`}
      note={[
        isSimulated ? 'simulated market' : '',
        bars ? `bars of ${formatDuration(bars.interval / MINUTE)}` : '',
        marks ? describeMarks(marks, isFiltered) : '',
        trade ? `trade ${trade.number}: ${formatSignedPercent(trade.gain)}` : '',
      ]
        .filter((part) => part !== '')
        .join(' · ')}
      actions={
        <>
          {bases.length > 1 && !trade && <BaseNote base={base} bases={bases} />}
          <Button
            disabled={!trade && zoomRange.value === undefined}
            onClick={() => {
              zoomRange.value = undefined
              setParams({ trade: undefined }, trade !== undefined)
              drawing.value?.showAll()
            }}
          >
            Full range
          </Button>
        </>
      }
    >
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      {marked.value.error !== undefined && (
        <Notice tone="warn">The trades cannot be marked: {marked.value.error}</Notice>
      )}
      <div
        class="trade-chart"
        ref={container}
        role="img"
        aria-label={`Candles of ${base} with ${formatInteger(marks?.trades ?? 0)} trades${trade ? `, trade ${trade.number} gained ${formatSignedPercent(trade.gain)}` : ''}; the table below lists them`}
      />
    </Panel>
  )
}

function BaseNote({ base, bases }: { readonly base: string; readonly bases: readonly string[] }) {
  return (
    <span class="note">
      {base} of {bases.length} bases; choose another one, or a trade, below
    </span>
  )
}

function marksPath(query: string, { base, first, interval, rows }: CandleView): string {
  const bars = new URLSearchParams({
    chart: base,
    first: String(first),
    interval: String(interval),
    rows: String(rows),
  })
  return `/api/assessment/trade-marks?${query}&${bars.toString()}`
}

/** The marks, if they are of the bars that are drawn. */
function marksOf(answer: Scored<TradeMarks> | undefined, bars: CandleView | undefined): TradeMarks | undefined {
  if (answer?.state !== 'ready' || !bars) return undefined
  const { value } = answer
  const isSame = value.base === bars.base && value.first === bars.first && value.interval === bars.interval
  return isSame ? value : undefined
}

/** `1,372 trades; 1,030 marks stand for 2,744 purchases and sales` */
function describeMarks({ trades, marks }: TradeMarks, isFiltered: boolean): string {
  const all = marks.reduce((sum, { count }) => sum + count, 0)
  const words = `${formatInteger(trades)} ${trades === 1 ? 'trade' : 'trades'}${isFiltered ? ' that match' : ''}`
  if (marks.length === all) return words
  return `${words}; ${formatInteger(marks.length)} marks, one a bar and side, stand for ${formatInteger(all)} purchases and sales`
}

/** Twice the trade's own time before and after it, an hour at least. */
function rangeAround({ buyTime, sellTime }: AssessedTrade): Span {
  const margin = Math.max(60 * MINUTE, sellTime - buyTime)
  return { from: buyTime - margin, to: sellTime + margin }
}

function clampRange(view: Span, full: Span): Span | undefined {
  const from = Math.max(full.from, Math.floor(view.from / MINUTE) * MINUTE)
  const to = Math.min(full.to, Math.ceil(view.to / MINUTE) * MINUTE)
  if (from >= to || (from === full.from && to === full.to)) return undefined
  return { from, to }
}
