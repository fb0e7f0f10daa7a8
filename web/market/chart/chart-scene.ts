import type { LineView, Span } from '../../../src/dashboard/market/api.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import type { LabelStrip } from './backdrop.js'
import { decodeCandles, decodeFeature, decodeLabels, decodeScores, type ChartBars } from '../../charts/chart-bars.js'
import type { Level } from './levels.js'
import type { ChartScene } from './market-chart.js'
import type { ChartData } from './use-chart-data.js'

export interface SceneParts {
  readonly level: Level
  readonly bars: ChartBars
  readonly answers: ChartData
  readonly lines: readonly LineView[]
  readonly finer: Span | undefined
  readonly focus: number | undefined
  readonly colors: ChartColors
  readonly colorOf: (base: string) => string
}

/** All that a chart shows; what does not match its bars, because it is still loading, is left out. */
export function buildScene({ level, bars, answers, lines, finer, focus, colors, colorOf }: SceneParts): ChartScene {
  const { candles, labels, signals, features } = answers
  const [signal] = loadedData(signals)
  const scores = signal && decodeScores(bars, signal)
  return {
    bars,
    others: [...candles].flatMap(([name, { data }]) =>
      data && name !== bars.base ? [{ bars: decodeCandles(data), color: colorOf(name) }] : [],
    ),
    lines: level.overlays ? lines : [],
    labels: loadedData(labels).flatMap((view) =>
      decodeLabels(bars, view).map(({ name, share }, i): LabelStrip => ({
        color: classColor(name, i, colors),
        strength: share,
      })),
    ),
    signals: scores && signal ? signal.signals : [],
    scores: level.panes ? scores : undefined,
    features: loadedData(features).flatMap((view) => decodeFeature(bars, view) ?? []),
    window: finer,
    focus,
  }
}

function loadedData<T>(answers: ReadonlyMap<string, { readonly data?: T }>): T[] {
  return [...answers.values()].flatMap(({ data }) => (data === undefined ? [] : [data]))
}

function classColor(name: string, index: number, colors: ChartColors): string {
  if (name === 'buy') return colors.buy
  if (name === 'sell') return colors.sell
  return colors.series[index % colors.series.length] ?? colors.accent
}
