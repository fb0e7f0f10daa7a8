import type {
  AssessedSet,
  AssessedTrades,
  AssessmentCell,
  AssessmentScores,
  Scored,
  TradeFilter,
  TradeMarks,
  VerdictAnswer,
} from '../../src/dashboard/assessment/api.js'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CandleView } from '../../src/dashboard/market/api.js'
import { linkTo } from '../app/address.js'
import { useResource, type Resource } from '../app/api.js'
import { decodeCandles } from '../charts/chart-bars.js'
import { formatSortOrder } from '../ui/sort-rows.js'
import type {
  AssessmentSource,
  CellQuery,
  FilteredQuery,
  Loaded,
  LoadedVerdict,
  OrderedQuery,
  PriceBars,
  PriceQuery,
} from './view/assessment-source.js'

/** Figures of one set of a classifier; `query` names both and the exit rule. */
export function createHttpSource(query: string, classifier: string): AssessmentSource {
  const api = (name: string, rest: string): string => `/api/assessment/${name}?${query}${rest}`
  return {
    useCell: (cell) => useScored<AssessmentCell>(api('cell', cellText(cell))),
    useTrades: ({ offset, limit, number, ...trades }) => {
      const page = `&offset=${offset}&limit=${limit}${number === undefined ? '' : `&number=${number}`}`
      return useScored<AssessedTrades>(api('trades', `${orderedText(trades)}${page}`))
    },
    useMarks: (filtered, bars) =>
      useScored<TradeMarks>(bars ? api('trade-marks', `${filteredText(filtered)}${barsText(bars)}`) : null),
    useBars,
    useVerdict: (cell) => useVerdict(api('verdict', cellText({ base: null, cell }))),
    useBackground: () => undefined,
    useScores: (base) => useScored<AssessmentScores>(api('scores', baseText(base))),
    csv: (ordered) => ({ href: api('trades.csv', orderedText(ordered)) }),
    linkToSet: (set: AssessedSet) => linkTo('/assessment', { classifier, set }),
    canChooseExits: true,
    describeMissingTrades: () => undefined,
  }
}

/** Ms after which a verdict that is being computed is asked for again. */
const VERDICT_INTERVAL = 700

function useVerdict(path: string): LoadedVerdict {
  const requests = useSignal(0)
  const { data, error, state } = useResource<VerdictAnswer>(() => `${path}&request=${requests.value}`).value
  useEffect(() => {
    if (!data || data.state === 'ready') return undefined
    const timer = setTimeout(() => void requests.value++, VERDICT_INTERVAL)
    return () => clearTimeout(timer)
  }, [data])
  if (error !== undefined) return { error }
  // While another cell is asked for, the answer at hand is that of the last one.
  if (data?.state === 'ready') return state === 'ready' ? { data: data.value } : {}
  return { progress: data?.progress }
}

function useScored<T>(path: string | null): Loaded<T> {
  const loaded: Resource<Scored<T>> = useResource<Scored<T>>(() => path).value
  const { data, error } = loaded
  return { data: data?.state === 'ready' ? data.value : undefined, error }
}

const decoded = new WeakMap<CandleView, PriceBars>()

function useBars(query: PriceQuery | undefined): Loaded<PriceBars> {
  const path = query && linkTo('/api/market/candles', { ...query })
  const { data, error } = useResource<CandleView>(() => path ?? null).value
  if (!data) return { error }
  const bars = decoded.get(data) ?? { ...decodeCandles(data), finest: 60_000, isLine: false }
  decoded.set(data, bars)
  return { data: bars, error }
}

function baseText(base: string | null): string {
  return base === null ? '' : `&base=${encodeURIComponent(base)}`
}

function cellText({ base, cell }: CellQuery): string {
  return `${baseText(base)}&buy=${cell.buyThreshold}&sell=${cell.sellThreshold}`
}

function filteredText({ filter, ...cell }: FilteredQuery): string {
  return `${cellText(cell)}${filterText(filter)}`
}

function orderedText({ order, ...filtered }: OrderedQuery): string {
  return `${filteredText(filtered)}&sort=${encodeURIComponent(formatSortOrder(order))}`
}

function filterText({ only, month, minGain, maxGain, minMinutes, maxMinutes }: TradeFilter): string {
  const sold = month === undefined ? undefined : new Date(month).toISOString().slice(0, 7)
  return linkTo('', { only, month: sold, minGain, maxGain, minMinutes, maxMinutes }).replace('?', '&')
}

function barsText({ base, first, interval, rows }: PriceBars): string {
  return linkTo('', { chart: base, first, interval, rows }).replace('?', '&')
}
