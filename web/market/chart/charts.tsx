import { useSignal } from '@preact/signals'
import { useCallback } from 'preact/hooks'
import type { LinesView, MarketOverview, Span } from '../../../src/dashboard/market/api.js'
import { chartColors } from '../../charts/chart-theme.js'
import { ChartPanel } from './chart-panel.js'
import { focusAt, moveFocus } from '../focus.js'
import { LEVELS, MINUTE_LEVEL, type Level } from './levels.js'
import { changeView, type MarketView } from '../market-address.js'
import { computeInitialWindow } from './view-window.js'

interface ChartsProps {
  readonly base: string
  readonly range: Span
  readonly overview: MarketOverview
  readonly view: MarketView
  readonly lines: LinesView | undefined
}

/** Five charts of one base, from all its time down to hours: a click in one moves those that are finer. */
export function Charts({ base, range, overview, view, lines }: ChartsProps) {
  const hover = useSignal<number | undefined>(undefined)
  const { bases } = overview
  const colorOf = useCallback(
    (name: string): string => {
      const { series, accent } = chartColors.peek()
      return series[bases.findIndex((one) => one.name === name) % series.length] ?? accent
    },
    [bases],
  )
  const finer = (index: number): Span | undefined => {
    const next: Level | undefined = LEVELS[index + 1]
    return next && computeInitialWindow(next, range, focusAt(view.focus, index + 1))
  }
  const move = (level: number, time: number): void => {
    const minute = Math.floor(Math.max(range.from, Math.min(range.to - 1, time)) / 60_000) * 60_000
    changeView({ focus: moveFocus(view.focus, level, minute) }, true)
  }
  return (
    <div class="charts">
      <p class="visually-hidden" id="chart-keys">
        A click or Enter moves the finer charts there. Arrow keys move the cross, with Shift the view; plus and minus
        zoom.
      </p>
      {LEVELS.map((level, index) => (
        <ChartPanel
          key={level.id}
          level={level}
          base={base}
          range={range}
          focus={focusAt(view.focus, index)}
          finer={finer(index)}
          minute={focusAt(view.focus, MINUTE_LEVEL)}
          view={view}
          lines={lines?.lines ?? NO_LINES}
          colorOf={colorOf}
          colorIndexOf={(name) => bases.findIndex((one) => one.name === name)}
          hover={hover}
          onFocus={(time) => move(index, time)}
        />
      ))}
    </div>
  )
}

const NO_LINES: LinesView['lines'] = []
