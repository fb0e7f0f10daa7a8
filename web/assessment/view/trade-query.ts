import type { TradeFilter } from '../../../src/assessment/view/assessment-view.js'
import { TRADE_COLUMNS, type TradeOrder } from '../../../src/assessment/view/trade-list.js'
import { address, setParams } from '../../app/address.js'
import { formatSortOrder, parseSortOrder, type SortOrder } from '../../ui/sort-rows.js'

/** Which trades are looked at, as the page's address has it: gains in per cent, times in minutes; empty: all. */
export interface TradeView {
  readonly only: string
  readonly month: string
  readonly minGain: string
  readonly maxGain: string
  readonly minMinutes: string
  readonly maxMinutes: string
  readonly order: TradeOrder
  /** Rows before the page of the table. */
  readonly skip: number
  /** Number of the chosen trade. */
  readonly trade: number | undefined
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
    month: /^\d{4}-(0[1-9]|1[0-2])$/.test(text('month')) ? text('month') : '',
    minGain: number('minGain'),
    maxGain: number('maxGain'),
    minMinutes: number('minMinutes'),
    maxMinutes: number('maxMinutes'),
    order: readOrder(text('sort')),
    skip: Math.max(0, Math.floor(Number(text('skip'))) || 0),
    trade: /^[1-9]\d*$/.test(text('trade')) ? Number(text('trade')) : undefined,
  }
}

function readOrder(text: string): TradeOrder {
  const order = parseSortOrder(text)
  const column = TRADE_COLUMNS.find((name) => name === order?.column)
  return column && order ? { column, descending: order.descending } : { column: 'number', descending: false }
}

export function isFiltered(view: TradeView): boolean {
  return FILTERS.some((name) => view[name] !== '')
}

/** The filter with gains as shares. */
export function toTradeFilter({ only, month, minGain, maxGain, minMinutes, maxMinutes }: TradeView): TradeFilter {
  return {
    only: only === '' ? undefined : only,
    month: month === '' ? undefined : Date.parse(`${month}-01T00:00:00Z`),
    minGain: toShare(minGain),
    maxGain: toShare(maxGain),
    minMinutes: toNumber(minMinutes),
    maxMinutes: toNumber(maxMinutes),
  }
}

function toNumber(text: string): number | undefined {
  return text === '' ? undefined : Number(text)
}

function toShare(percent: string): number | undefined {
  return percent === '' ? undefined : Number(percent) / 100
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
