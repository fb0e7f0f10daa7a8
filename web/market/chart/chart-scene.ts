import type { LineView, Span } from '../../../src/dashboard/market/api.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import type { LabelStrip } from './backdrop.js'
import { chartBars, featureBars, labelBars, scoreBars, type ChartBars } from '../../charts/chart-bars.js'
import type { Level } from './levels.js'
import type { ChartScene } from './market-chart.js'
import type { ChartAnswers } from './use-chart-answers.js'

export interface SceneParts {
  readonly level: Level
  readonly bars: ChartBars
  readonly answers: ChartAnswers
  readonly lines: readonly LineView[]
  readonly finer: Span | undefined
  readonly focus: number | undefined
  readonly colors: ChartColors
  readonly colorOf: (base: string) => string
}

/** All that a chart shows; what does not match its bars, because it is still loading, is left out. */
export function chartScene({ level, bars, answers, lines, finer, focus, colors, colorOf }: SceneParts): ChartScene {
  const { candles, labels, signals, features } = answers
  const [signal] = dataOf(signals)
  const scores = signal && scoreBars(bars, signal)
  return {
    bars,
    others: [...candles].flatMap(([name, { data }]) =>
      data && name !== bars.base ? [{ bars: chartBars(data), color: colorOf(name) }] : [],
    ),
    lines: level.overlays ? lines : [],
    labels: dataOf(labels).flatMap((view) =>
      labelBars(bars, view).map(({ name, share }, i): LabelStrip => ({
        color: classColor(name, i, colors),
        strength: share,
      })),
    ),
    signals: scores && signal ? signal.signals : [],
    scores: level.panes ? scores : undefined,
    features: dataOf(features).flatMap((view) => featureBars(bars, view) ?? []),
    window: finer,
    focus,
  }
}

function dataOf<T>(answers: ReadonlyMap<string, { readonly data?: T }>): T[] {
  return [...answers.values()].flatMap(({ data }) => (data === undefined ? [] : [data]))
}

function classColor(name: string, index: number, colors: ChartColors): string {
  if (name === 'buy') return colors.buy
  if (name === 'sell') return colors.sell
  return colors.series[index % colors.series.length] ?? colors.accent
}
