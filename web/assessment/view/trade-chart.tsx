import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { AssessedTrade, TradeMarks } from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { chartColors } from '../../charts/chart-theme.js'
import { Button } from '../../ui/button.js'
import { formatSignedPercent, formatDuration, formatInteger } from '../../ui/format.js'
import { Notice } from '../../ui/notice.js'
import { Panel } from '../../ui/panel.js'
import { useAssessmentSource, type FilteredQuery, type PriceBars } from './assessment-source.js'
import { createTradeDrawing, type TradeDrawing } from './trade-drawing.js'
import { clampSpan, planBars, rangeAround, type Span } from './view-span.js'

interface TradeChartProps {
  readonly base: string
  /** Bases of which this is the first; none where one is chosen. */
  readonly bases: readonly string[]
  /** All of the set. */
  readonly range: Span
  /** The trades that are marked. */
  readonly query: FilteredQuery
  readonly trade: AssessedTrade | undefined
  readonly isSimulated: boolean
  /** Whether some of the trades are left out on demand. */
  readonly isFiltered: boolean
}

const MINUTE = 60_000

/** Candles of a base with the trades on them; a chosen trade is shown in detail. */
export function TradeChart({ base, bases, range, query, trade, isSimulated, isFiltered }: TradeChartProps) {
  const source = useAssessmentSource()
  const container = useRef<HTMLDivElement>(null)
  const drawing = useSignal<TradeDrawing | undefined>(undefined)
  const zoomed = useSignal<Span | undefined>(undefined)
  const full = useMemo(() => ({ from: range.from, to: range.to + MINUTE }), [range.from, range.to])
  const view = zoomed.value ?? (trade ? clampSpan(rangeAround(trade), full) : full)
  const { data, error } = source.useBars(base === '' ? undefined : { base, ...planBars(view, full) })
  const bars = data?.base === base ? data : undefined
  const marked = source.useMarks(query, bars)
  const marks = marksOf(marked.data, bars)
  useEffect(() => {
    zoomed.value = undefined
  }, [base, full, trade?.number])
  useEffect(() => {
    if (!container.current) return undefined
    const made = createTradeDrawing(container.current, (next) => {
      zoomed.value = next
    })
    drawing.value = made
    return () => made.remove()
  }, [])
  useEffect(() => {
    if (bars) drawing.value?.show({ bars, marks: marks?.marks ?? [], trade, view, full })
  }, [drawing.value, bars, marks, trade?.number, view.from, view.to])
  useSignalEffect(() => drawing.value?.paint(chartColors.value))
  return (
    <Panel
      id="candles"
      title={`Candles and trades of ${base}`}
      note={[
        isSimulated ? 'simulated market' : '',
        bars ? describeBars(bars) : '',
        marks ? describeMarks(marks, isFiltered) : '',
        trade ? `trade ${trade.number}: ${formatSignedPercent(trade.gain)}` : '',
      ]
        .filter((part) => part !== '')
        .join(' · ')}
      actions={
        <>
          {bases.length > 1 && !trade && <BaseNote base={base} bases={bases} />}
          <Button
            disabled={!trade && zoomed.value === undefined}
            onClick={() => {
              zoomed.value = undefined
              setParams({ trade: undefined }, trade !== undefined)
            }}
          >
            Full range
          </Button>
        </>
      }
    >
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      {marked.error !== undefined && <Notice tone="warn">The trades cannot be marked: {marked.error}</Notice>}
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

function describeBars({ interval, isLine }: PriceBars): string {
  const covers = formatDuration(interval / MINUTE)
  return isLine ? `closes every ${covers}; there are no candles` : `bars of ${covers}`
}

/** The marks, if they are of the bars that are drawn. */
function marksOf(marks: TradeMarks | undefined, bars: PriceBars | undefined): TradeMarks | undefined {
  const isSame = marks?.base === bars?.base && marks?.first === bars?.first && marks?.interval === bars?.interval
  return isSame ? marks : undefined
}

/** `1,372 trades; 1,030 marks stand for 2,744 purchases and sales` */
function describeMarks({ trades, marks }: TradeMarks, isFiltered: boolean): string {
  const all = marks.reduce((sum, { count }) => sum + count, 0)
  const words = `${formatInteger(trades)} ${trades === 1 ? 'trade' : 'trades'}${isFiltered ? ' that match' : ''}`
  if (marks.length === all) return words
  return `${words}; ${formatInteger(marks.length)} marks, one a bar and side, stand for ${formatInteger(all)} purchases and sales`
}
