import type { Signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { LineView, Span } from '../../../src/dashboard/market/api.js'
import { chartColors } from '../../charts/chart-theme.js'
import { timeFormat } from '../../app/time-format.js'
import { formatSignedPercent, formatDuration } from '../../ui/format.js'
import { decodeCandles, type ChartBars } from '../../charts/chart-bars.js'
import { handleKey } from './chart-keys.js'
import { buildScene } from './chart-scene.js'
import { ComparedGains } from '../compared-gains.js'
import { Legend } from '../legend.js'
import type { Level } from './levels.js'
import type { MarketView } from '../market-address.js'
import { collectErrors, isTooLong, collectNotes, useChartData } from './use-chart-data.js'
import { useMarketChart } from './use-market-chart.js'
import { computeInitialWindow, overlaps } from './view-window.js'

interface ChartPanelProps {
  readonly level: Level
  readonly base: string
  /** All that is stored of the base. */
  readonly range: Span
  /** Where the chart looks; undefined: at the end of the candles. */
  readonly focus: number | undefined
  /** What the next finer chart shows. */
  readonly finer: Span | undefined
  /** The minute of lines and figures. */
  readonly minute: number | undefined
  readonly view: MarketView
  readonly lines: readonly LineView[]
  readonly colorOf: (base: string) => string
  readonly colorIndexOf: (base: string) => number
  /** The time under the pointer, in whichever chart it is. */
  readonly hover: Signal<number | undefined>
  readonly onFocus: (time: number) => void
}

/** One of the five charts, with all that it loads for itself. */
export function ChartPanel(props: ChartPanelProps) {
  const { level, base, range, focus, view, hover, onFocus } = props
  const start = computeInitialWindow(level, range, focus)
  const handle = useMarketChart({ key: `${base} ${focus ?? 'end'}`, start, range }, { hover, onFocus })
  const window = handle.loaded.value
  const answers = useChartData({ level, base, end: range.to, view, window })
  const resource = answers.candles.get(base)
  const isEmpty = !overlaps(start, range)
  const bars = useMemo(() => resource?.data && decodeCandles(resource.data), [resource?.data])
  handle.useScene(useScene(props, bars, answers))
  const compared = useMemo(
    () => [...answers.candles.values()].flatMap(({ data }) => (data ? [decodeCandles(data)] : [])),
    [answers.candles],
  )

  const onKeyDown = (event: KeyboardEvent): void => {
    const chart = handle.chart()
    const visibleRange = chart?.visibleRange()
    if (!chart || !visibleRange || !bars || event.ctrlKey || event.metaKey || event.altKey) return
    const setHover = (time: number | undefined): void => {
      hover.value = time
    }
    const keyed = {
      bars,
      visibleRange,
      hover: hover.peek(),
      setVisibleRange: (to: Span) => chart.turnTo(to),
      setHover,
      focus: onFocus,
    }
    if (handleKey(event.key, event.shiftKey, keyed)) event.preventDefault()
  }
  return (
    <section class={`chart chart-of-${level.id}`} aria-labelledby={`chart-${level.id}`}>
      <header>
        <h2 id={`chart-${level.id}`}>{level.title}</h2>
        <Legend bars={bars} hover={hover} minute={props.minute} />
        <Remarks
          loading={!bars && !isEmpty && resource?.state !== 'failed'}
          errors={collectErrors(answers)}
          notes={level.panes ? collectNotes(answers) : []}
          tooLong={level.overlays && window !== undefined && isTooLong(window)}
        />
      </header>
      <ComparedGains
        all={compared}
        base={base}
        visible={handle.visible}
        hover={hover}
        colorIndexOf={props.colorIndexOf}
      />
      <div
        class="canvas"
        ref={handle.container}
        role="img"
        tabIndex={0}
        aria-label={isEmpty ? describeEmpty(props) : bars ? describeChart(bars) : `candles of ${base} are loading`}
        aria-describedby="chart-keys"
        onKeyDown={onKeyDown}
      />
      {isEmpty && <p class="empty">{describeEmpty(props)}</p>}
    </section>
  )
}

/** The scene as long as nothing in it is another one. */
function useScene(
  { level, view, lines, finer, minute, colorOf }: ChartPanelProps,
  bars: ChartBars | undefined,
  answers: ReturnType<typeof useChartData>,
) {
  const colors = chartColors.value
  const { candles, labels, signals, features } = answers
  return useMemo(
    () => bars && buildScene({ level, bars, answers, lines, finer, focus: minute, colors, colorOf }),
    [bars, candles, labels, signals, features, lines, finer?.from, finer?.to, minute, colors, view.others.join(',')],
  )
}

interface RemarksProps {
  readonly loading: boolean
  readonly errors: readonly string[]
  readonly notes: readonly string[]
  readonly tooLong: boolean
}

/** A line beside the legend; what does not fit is said when the pointer rests on it. */
function Remarks({ loading, errors, notes, tooLong }: RemarksProps) {
  if (errors.length > 0) {
    const text = errors.join(' · ')
    return (
      <p class="remark error" role="status" title={text}>
        {text}
      </p>
    )
  }
  if (loading) return <p class="remark note">loading …</p>
  if (tooLong) return <p class="remark note">zoom in to see labels, signals and features</p>
  if (notes.length === 0) return null
  return (
    <p class="remark note" title={notes.join(' · ')}>
      <span aria-hidden="true">note</span>
      <span class="visually-hidden">{notes.join(' · ')}</span>
    </p>
  )
}

/** Why a chart is empty whose focus lies before or after all candles. */
function describeEmpty({ base, range, focus }: ChartPanelProps): string {
  const { minute } = timeFormat.value
  return focus !== undefined && focus < range.from
    ? `no candles of ${base} here: they begin at ${minute(range.from)}`
    : `no candles of ${base} here: they end at ${minute(range.to)}`
}

/** The main figures of a chart, for those who cannot see it. */
function describeChart({ base, interval, first, rows, open, high, low, close, decimals }: ChartBars): string {
  const known = [...close.keys()].filter((row) => !Number.isNaN(close[row] ?? Number.NaN))
  if (known.length === 0) return `no candles of ${base} here`
  const [start, end] = [known[0] ?? 0, known.at(-1) ?? 0]
  const [begun, ended] = [open[start] ?? Number.NaN, close[end] ?? Number.NaN]
  const extreme = (values: Float64Array, of: (a: number, b: number) => number): string =>
    known.reduce((best, row) => of(best, values[row] ?? best), ended).toFixed(decimals)
  const { minute } = timeFormat.value
  return `${base} from ${minute(first)} to ${minute(first + rows * interval)} in bars of ${formatDuration(interval / 60_000)}: from ${begun.toFixed(decimals)} to ${ended.toFixed(decimals)}, ${formatSignedPercent(ended / begun - 1)}, highest ${extreme(high, Math.max)}, lowest ${extreme(low, Math.min)}`
}
