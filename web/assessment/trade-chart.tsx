import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { AssessedTrade, MatrixFigures } from '../../src/dashboard/assessment/api.js'
import type { CandleView, Span } from '../../src/dashboard/market/api.js'
import { setParams } from '../app/address.js'
import { useResource } from '../app/api.js'
import { chartColors } from '../charts/chart-theme.js'
import { decodeCandles } from '../charts/chart-bars.js'
import { Button } from '../ui/button.js'
import { formatSignedPercent, formatDuration } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { createTradeDrawing, type TradeDrawing } from './trade-drawing.js'

interface TradeChartProps {
  readonly base: string
  /** Bases that can be turned to; none where one is chosen. */
  readonly bases: readonly MatrixFigures[]
  /** All of the set. */
  readonly range: Span
  /** Of this base. */
  readonly trades: readonly AssessedTrade[]
  readonly trade: AssessedTrade | undefined
  readonly isSimulated: boolean
}

const MINUTE = 60_000
/** Bars that are asked for at most. */
const POINTS = 2400

/** Candles of a base with the trades on them; a chosen trade is shown in detail. */
export function TradeChart({ base, bases, range, trades, trade, isSimulated }: TradeChartProps) {
  const container = useRef<HTMLDivElement>(null)
  const drawing = useSignal<TradeDrawing | undefined>(undefined)
  const zoomRange = useSignal<Span | undefined>(undefined)
  const fullRange = { from: range.from, to: range.to + MINUTE }
  const view = trade ? rangeAround(trade) : (zoomRange.value ?? fullRange)
  const path = new URLSearchParams({ base, from: String(view.from), to: String(view.to), points: String(POINTS) })
  const loaded = useResource<CandleView>(() => (base === '' ? null : `/api/market/candles?${path.toString()}`))
  const { data, error } = loaded.value
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
    if (data?.base === base) drawing.value?.show(decodeCandles(data), trades, trade)
  }, [drawing.value, data, trades.map(({ number }) => number).join(), trade?.number])
  useSignalEffect(() => drawing.value?.paint(chartColors.value))
  const interval = data ? `bars of ${formatDuration(data.interval / MINUTE)}` : ''
  return (
    <Panel
      id="candles"
      title={`Candles and trades of ${base}`}
      note={`${isSimulated ? 'simulated market · ' : ''}${interval}${trade ? ` · trade ${trade.number}: ${formatSignedPercent(trade.gain)}` : ''}`}
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
      <div
        class="trade-chart"
        ref={container}
        role="img"
        aria-label={`Candles of ${base} with ${trades.length} trades${trade ? `, trade ${trade.number} gained ${formatSignedPercent(trade.gain)}` : ''}; the table below has the same trades`}
      />
    </Panel>
  )
}

function BaseNote({ base, bases }: { readonly base: string; readonly bases: readonly MatrixFigures[] }) {
  return (
    <span class="note">
      {base} of {bases.length} bases; choose another one above, or a trade below
    </span>
  )
}

/** Twice the trade's own time before and after it, an hour at least. */
function rangeAround({ buyTime, sellTime }: AssessedTrade): Span {
  const margin = Math.max(60 * MINUTE, sellTime - buyTime)
  return { from: buyTime - margin, to: sellTime + margin }
}

function clampRange(view: Span, formatInteger: Span): Span | undefined {
  const from = Math.max(formatInteger.from, Math.floor(view.from / MINUTE) * MINUTE)
  const to = Math.min(formatInteger.to, Math.ceil(view.to / MINUTE) * MINUTE)
  if (from >= to || (from === formatInteger.from && to === formatInteger.to)) return undefined
  return { from, to }
}
