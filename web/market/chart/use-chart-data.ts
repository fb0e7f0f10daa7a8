import type { CandleView, FeatureView, LabelView, SignalView, Span } from '../../../src/dashboard/market/api.js'
import { linkTo } from '../../app/address.js'
import type { Resource } from '../../app/api.js'
import type { Level } from './levels.js'
import type { MarketView } from '../market-address.js'
import { useResources, type ResourceRequest } from '../use-resources.js'
import type { LoadedWindow } from './view-window.js'

type Resources<T> = ReadonlyMap<string, Resource<T>>

/** What a chart has loaded so far. Candles are by their bases; of what is drawn over them there is what the view asks for. */
export interface ChartData {
  readonly candles: Resources<CandleView>
  readonly labels: Resources<LabelView>
  readonly signals: Resources<SignalView>
  readonly features: Resources<FeatureView>
}

/** Longest time for which labels, scores and features are computed; the server has a limit as well. */
const MAX_OVERLAY_SPAN = 39 * 86_400_000

interface ChartRequest {
  readonly level: Level
  readonly base: string
  /** Where its candles end: with newer ones everything is asked for again. */
  readonly end: number
  readonly view: MarketView
  readonly window: LoadedWindow | undefined
}

export function useChartData(request: ChartRequest): ChartData {
  const candles = useResources<CandleView>(candleRequests(request))
  const labels = useResources<LabelView>(labelRequests(request))
  const signals = useResources<SignalView>(signalRequests(request))
  const features = useResources<FeatureView>(featureRequests(request))
  return { candles: candles.value, labels: labels.value, signals: signals.value, features: features.value }
}

function candleRequests({ base, end, view, window }: ChartRequest): ResourceRequest[] {
  if (!window || base === '') return []
  const { from, to, points } = window
  return [base, ...view.others.filter((other) => other !== base)].map((name) => ({
    key: name,
    path: linkTo('/api/market/candles', { base: name, from, to, points, end }),
  }))
}

function labelRequests(request: ChartRequest): ResourceRequest[] {
  const { target } = request.view
  return overlayRequests(request, target === '' ? [] : [{ key: target, kind: 'labels', query: { target } }])
}

function signalRequests(request: ChartRequest): ResourceRequest[] {
  const { classifier, buy, sell } = request.view
  const key = `${classifier} ${buy ?? ''} ${sell ?? ''}`
  return overlayRequests(request, classifier === '' ? [] : [{ key, kind: 'signals', query: { classifier, buy, sell } }])
}

function featureRequests(request: ChartRequest): ResourceRequest[] {
  if (!request.level.panes) return []
  const list = request.view.features.map(({ set, column }) => ({
    key: `${set}/${column}`,
    kind: 'feature',
    query: { set, column },
  }))
  return overlayRequests(request, list)
}

interface Overlay {
  readonly key: string
  readonly kind: string
  readonly query: Readonly<Record<string, string | number | undefined>>
}

/** Keys hold the base, so that nothing of one base is ever drawn over another. */
function overlayRequests({ level, base, end, window }: ChartRequest, list: readonly Overlay[]): ResourceRequest[] {
  if (!level.overlays || !window || base === '' || isTooLong(window)) return []
  const { from, to, points } = window
  return list.map(({ key, kind, query }) => ({
    key: `${base} ${key}`,
    path: linkTo(`/api/market/${kind}`, { base, from, to, points, end, ...query }),
  }))
}

/** Whether a window is longer than what is computed for it. */
export function isTooLong({ from, to }: Span): boolean {
  return to - from > MAX_OVERLAY_SPAN
}

/** What went wrong, each thing once. */
export function collectErrors({ candles, labels, signals, features }: ChartData): string[] {
  const all = [candles, labels, signals, features].flatMap((answers) => [...answers.values()])
  const failed = all.flatMap(({ state, error }) => (state === 'failed' && error ? [error] : []))
  const parts = [...candles.values()].flatMap(({ data }) => data?.errors ?? [])
  return [...new Set([...failed, ...parts])]
}

/** What should be known of what is shown. */
export function collectNotes({ labels, signals, features }: ChartData): string[] {
  const all = [labels, signals, features].flatMap((answers) => [...answers.values()])
  return [...new Set(all.flatMap(({ data }) => data?.notes ?? []))]
}
