import { computed, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { address, setParams } from '../app/address.js'
import { formatSortOrder, parseSortOrder, type SortOrder } from '../ui/sort-rows.js'
import { formatFocus, parseFocus, type Focus } from './focus.js'

/** A column of a feature set. */
export interface FeatureColumn {
  readonly set: string
  readonly column: string
}

/** What the page shows, as its address says. */
export interface MarketView {
  /** Empty: the first that has candles. */
  readonly base: string
  /** Bases that are compared with it. */
  readonly others: readonly string[]
  readonly focus: Focus
  readonly target: string
  readonly classifier: string
  /** Undefined: those of the classifier. */
  readonly buy: number | undefined
  readonly sell: number | undefined
  readonly features: readonly FeatureColumn[]
  readonly order: SortOrder | undefined
}

/** Feature panes that fit below the candles. */
export const MAX_FEATURES = 3

export function useMarketView(): ReadonlySignal<MarketView> {
  return useMemo(() => computed(() => parseView(address.value.query)), [])
}

export function parseView(query: URLSearchParams): MarketView {
  const text = (name: string): string => query.get(name) ?? ''
  return {
    base: text('base'),
    others: parseList(text('with')),
    focus: parseFocus(text('focus')),
    target: text('target'),
    classifier: text('classifier'),
    buy: parseThreshold(text('buy')),
    sell: parseThreshold(text('sell')),
    features: parseList(text('features')).flatMap(parseFeature).slice(0, MAX_FEATURES),
    order: parseSortOrder(text('sort')),
  }
}

/** Changes what the page shows, and its address with it. `push` leaves a step for the back button. */
export function changeView(change: Partial<MarketView>, push = false): void {
  const values: Record<string, string | undefined> = {}
  if ('base' in change) values['base'] = change.base
  if (change.others) values['with'] = change.others.join(',')
  if (change.focus) values['focus'] = formatFocus(change.focus)
  if ('target' in change) values['target'] = change.target
  if ('classifier' in change) values['classifier'] = change.classifier
  if ('buy' in change) values['buy'] = change.buy?.toString()
  if ('sell' in change) values['sell'] = change.sell?.toString()
  if (change.features) values['features'] = change.features.map(({ set, column }) => `${set}/${column}`).join(',')
  if (change.order) values['sort'] = formatSortOrder(change.order)
  setParams(values, push)
}

function parseList(text: string): string[] {
  return [...new Set(text.split(',').filter((name) => name !== ''))]
}

function parseFeature(text: string): FeatureColumn[] {
  const [set, column] = text.split('/')
  return set && column ? [{ set, column }] : []
}

function parseThreshold(text: string): number | undefined {
  const value = Number(text)
  return text !== '' && value >= 0 && value <= 1 ? value : undefined
}
