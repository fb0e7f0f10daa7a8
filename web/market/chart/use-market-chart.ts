import { useSignal, useSignalEffect, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Span } from '../../../src/dashboard/market/api.js'
import { chartColors } from '../../charts/chart-theme.js'
import { createMarketChart, type ChartScene, type MarketChart } from './market-chart.js'
import { computeLoadedWindow, needsReload, overlaps, type LoadedWindow } from './view-window.js'

/** What a chart is to look at first. With another key the reader's own panning and zooming are over. */
export interface ChartStart {
  readonly key: string
  readonly start: Span
  /** All that can be seen. */
  readonly range: Span
}

export interface ChartHandlers {
  readonly hover: Signal<number | undefined>
  readonly onFocus: (time: number) => void
}

export interface ChartHandle {
  /** The element that the chart lives in. */
  readonly container: { current: HTMLDivElement | null }
  /** What should be loaded for what is seen. */
  readonly loaded: ReadonlySignal<LoadedWindow | undefined>
  /** What is seen. */
  readonly visible: ReadonlySignal<Span | undefined>
  readonly chart: () => MarketChart | undefined
  /** Shows a scene whenever it is another one; without one the chart is empty. */
  useScene(scene: ChartScene | undefined): void
}

const DEFAULT_WIDTH = 400

/** A chart for as long as the component lives, and the window that it needs loaded. */
export function useMarketChart(home: ChartStart, handlers: ChartHandlers): ChartHandle {
  const container = useRef<HTMLDivElement>(null)
  const chart = useRef<MarketChart | undefined>(undefined)
  const loaded = useSignal<LoadedWindow | undefined>(undefined)
  const visibleSpan = useSignal<Span | undefined>(undefined)
  const latest = useRef({ home, handlers })
  latest.current = { home, handlers }
  const lastStart = useRef<ChartStart | undefined>(undefined)
  /** Whether the reader has panned or zoomed since the chart was sent to its start. */
  const isTurned = useRef(false)
  const width = (): number => container.current?.clientWidth ?? DEFAULT_WIDTH

  useEffect(() => {
    if (!container.current) return undefined
    const made = createMarketChart(container.current, {
      onVisibleRangeChange: (visible) => {
        const { range } = latest.current.home
        const now = loaded.peek()
        isTurned.current = true
        visibleSpan.value = visible
        if (now && needsReload(visible, now, range, width()))
          loaded.value = computeLoadedWindow(visible, range, width())
      },
      onClick: (time) => latest.current.handlers.onFocus(time),
      onHover: (time) => {
        latest.current.handlers.hover.value = time
      },
    })
    chart.current = made
    return () => made.remove()
  }, [])

  useEffect(() => {
    const before = lastStart.current
    lastStart.current = home
    const visible = chart.current?.visibleRange()
    // New candles move a view only where the reader has not turned it elsewhere.
    if (before?.key !== home.key || !visible || isNear(visible, before.start)) isTurned.current = false
    if (isTurned.current && visible) {
      loaded.value = computeLoadedWindow(visible, home.range, width())
      return
    }
    const hasCandles = overlaps(home.start, home.range)
    loaded.value = hasCandles ? computeLoadedWindow(home.start, home.range, width()) : undefined
    visibleSpan.value = home.start
    chart.current?.setVisibleRange(home.start)
  }, [home.key, home.start.from, home.start.to, home.range.from, home.range.to])

  useSignalEffect(() => chart.current?.paint(chartColors.value))
  useSignalEffect(() => chart.current?.hover(handlers.hover.value))

  return {
    container,
    loaded,
    visible: visibleSpan,
    chart: () => chart.current,
    useScene: (scene) => {
      const colors = chartColors.value
      useEffect(() => {
        if (scene) chart.current?.show(scene, colors, isTurned.current ? undefined : latest.current.home.start)
        else chart.current?.clear()
      }, [scene, colors])
    },
  }
}

/** Whether two windows are the same but for a part of what they show. */
function isNear(a: Span, b: Span): boolean {
  const tolerance = 0.05 * (b.to - b.from)
  return Math.abs(a.from - b.from) < tolerance && Math.abs(a.to - b.to) < tolerance
}
