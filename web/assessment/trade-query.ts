import { address, linkTo, setParams } from '../app/address.js'
import { formatSortOrder, type SortOrder } from '../ui/sort-rows.js'

/** Which trades are looked at, as the page's address has it: gains in per cent, times in minutes; empty: all. */
export interface TradeView {
  readonly only: string
  readonly month: string
  readonly minGain: string
  readonly maxGain: string
  readonly minMinutes: string
  readonly maxMinutes: string
  readonly sort: string
  /** Rows before the page of the table. */
  readonly skip: number
  /** Number of the chosen trade. */
  readonly trade: string
}

const FILTERS = ['only', 'month', 'minGain', 'maxGain', 'minMinutes', 'maxMinutes'] as const
type FilterName = (typeof FILTERS)[number]

/** Reading it makes a component follow the address. */
export function readTradeView(): TradeView {
  const { query } = address.value
  const text = (name: string): string => query.get(name) ?? ''
  const number = (name: string): string => (Number.isFinite(Number(text(name))) ? text(name) : '')
  return {
    only: text('only'),
    month: /^\d{4}-\d{2}$/.test(text('month')) ? text('month') : '',
    minGain: number('minGain'),
    maxGain: number('maxGain'),
    minMinutes: number('minMinutes'),
    maxMinutes: number('maxMinutes'),
    sort: text('sort') === '' ? 'number' : text('sort'),
    skip: Math.max(0, Math.floor(Number(text('skip'))) || 0),
    trade: text('trade'),
  }
}

export function isFiltered(view: TradeView): boolean {
  return FILTERS.some((name) => view[name] !== '')
}

/** The filter as the server reads it. */
export function filterQuery({ only, month, minGain, maxGain, minMinutes, maxMinutes }: TradeView): string {
  return linkTo('', {
    only: unlessEmpty(only),
    month: unlessEmpty(month),
    minGain: toShare(minGain),
    maxGain: toShare(maxGain),
    minMinutes: unlessEmpty(minMinutes),
    maxMinutes: unlessEmpty(maxMinutes),
  }).replace('?', '&')
}

function toShare(percent: string): number | undefined {
  return percent === '' ? undefined : Number(percent) / 100
}

function unlessEmpty(value: string): string | undefined {
  return value === '' ? undefined : value
}

/** Another filter shows its first rows. */
export function setFilter(change: Partial<Record<FilterName, string>>): void {
  setParams({ ...change, skip: undefined })
}

export function clearFilter(): void {
  setParams({ ...Object.fromEntries(FILTERS.map((name) => [name, undefined])), skip: undefined })
}

/** What has no meaning for another cell, set or classifier; the filter and the order stay. */
export const NO_TRADE = { trade: undefined, skip: undefined }

export function setSort(order: SortOrder): void {
  const sort = formatSortOrder(order)
  setParams({ sort: sort === 'number' ? undefined : sort, skip: undefined })
}
