import type { CandleView, FeatureView, LabelView, SignalView, Span } from '../../../src/dashboard/market/api.js'
import { linkTo } from '../../app/address.js'
import type { Resource } from '../../app/api.js'
import type { Level } from './levels.js'
import type { MarketView } from '../market-address.js'
import { useResources, type Wanted } from '../use-resources.js'
import type { LoadedWindow } from './view-window.js'

type Answers<T> = ReadonlyMap<string, Resource<T>>

/** What a chart has loaded so far. Candles are by their bases; of what is drawn over them there is what the view asks for. */
export interface ChartAnswers {
  readonly candles: Answers<CandleView>
  readonly labels: Answers<LabelView>
  readonly signals: Answers<SignalView>
  readonly features: Answers<FeatureView>
}

/** Longest time for which labels, scores and features are computed; the server has a limit as well. */
const MOST_OVERLAY = 39 * 86_400_000

interface ChartRequest {
  readonly level: Level
  readonly base: string
  /** Where its candles end: with newer ones everything is asked for again. */
  readonly end: number
  readonly view: MarketView
  readonly window: LoadedWindow | undefined
}

export function useChartAnswers(request: ChartRequest): ChartAnswers {
  const candles = useResources<CandleView>(candlesWanted(request))
  const labels = useResources<LabelView>(labelsWanted(request))
  const signals = useResources<SignalView>(signalsWanted(request))
  const features = useResources<FeatureView>(featuresWanted(request))
  return { candles: candles.value, labels: labels.value, signals: signals.value, features: features.value }
}

function candlesWanted({ base, end, view, window }: ChartRequest): Wanted[] {
  if (!window || base === '') return []
  const { from, to, points } = window
  return [base, ...view.others.filter((other) => other !== base)].map((name) => ({
    key: name,
    path: linkTo('/api/market/candles', { base: name, from, to, points, end }),
  }))
}

function labelsWanted(request: ChartRequest): Wanted[] {
  const { target } = request.view
  return overlay(request, target === '' ? [] : [{ key: target, kind: 'labels', query: { target } }])
}

function signalsWanted(request: ChartRequest): Wanted[] {
  const { classifier, buy, sell } = request.view
  const key = `${classifier} ${buy ?? ''} ${sell ?? ''}`
  return overlay(request, classifier === '' ? [] : [{ key, kind: 'signals', query: { classifier, buy, sell } }])
}

function featuresWanted(request: ChartRequest): Wanted[] {
  if (!request.level.panes) return []
  const list = request.view.features.map(({ set, column }) => ({
    key: `${set}/${column}`,
    kind: 'feature',
    query: { set, column },
  }))
  return overlay(request, list)
}

interface Overlay {
  readonly key: string
  readonly kind: string
  readonly query: Readonly<Record<string, string | number | undefined>>
}

/** Keys hold the base, so that nothing of one base is ever drawn over another. */
function overlay({ level, base, end, window }: ChartRequest, list: readonly Overlay[]): Wanted[] {
  if (!level.overlays || !window || base === '' || isTooLong(window)) return []
  const { from, to, points } = window
  return list.map(({ key, kind, query }) => ({
    key: `${base} ${key}`,
    path: linkTo(`/api/market/${kind}`, { base, from, to, points, end, ...query }),
  }))
}

/** Whether a window is longer than what is computed for it. */
export function isTooLong({ from, to }: Span): boolean {
  return to - from > MOST_OVERLAY
}

/** What went wrong, each thing once. */
export function errorsIn({ candles, labels, signals, features }: ChartAnswers): string[] {
  const all = [candles, labels, signals, features].flatMap((answers) => [...answers.values()])
  const failed = all.flatMap(({ state, error }) => (state === 'failed' && error ? [error] : []))
  const parts = [...candles.values()].flatMap(({ data }) => data?.errors ?? [])
  return [...new Set([...failed, ...parts])]
}

/** What should be known of what is shown. */
export function notesIn({ labels, signals, features }: ChartAnswers): string[] {
  const all = [labels, signals, features].flatMap((answers) => [...answers.values()])
  return [...new Set(all.flatMap(({ data }) => data?.notes ?? []))]
}
