import type { ReportBase, ReportData, ReportFigures } from '../../../src/assessment/report/report-data.js'
import { decodeTrades, replayTrades, ruleOf, type PageTrade } from './replay.js'
import { isFiltered, isMatch, type TradeFilter } from './trade-filter.js'

/** What the page shows: bases, a cell, and perhaps one of its trades. */
export interface Selection {
  /** Undefined: all bases. */
  readonly base: ReportBase | undefined
  readonly buyIndex: number
  readonly sellIndex: number
  readonly figures: ReportFigures
  /** Trades of the cell in the order of their purchases. */
  readonly trades: readonly PageTrade[]
  readonly filter: TradeFilter
  /** Those of them that the filter lets through. */
  readonly matching: readonly PageTrade[]
  readonly trade: PageTrade | undefined
}

export interface SelectionStore {
  readonly current: () => Selection
  selectBase(name: string | undefined): void
  selectCell(buyIndex: number, sellIndex: number): void
  /** Narrows the trades of every cell. */
  selectFilter(filter: TradeFilter): void
  selectTrade(trade: PageTrade | undefined): void
  /** Calls after every change, and first when the page starts. */
  watch(view: (selection: Selection) => void): void
  /** Calls every view: the page is laid out, so that charts can measure their containers. */
  start(): void
}

export function createSelectionStore(data: ReportData): SelectionStore {
  const views: ((selection: Selection) => void)[] = []
  let filter: TradeFilter = {}
  const make = (base: ReportBase | undefined, buyIndex: number, sellIndex: number): Selection => {
    const trades = tradesOf(data, base, buyIndex, sellIndex)
    const matching = matchesOf(trades, filter)
    return { base, buyIndex, sellIndex, figures: base ?? data.overall, trades, filter, matching, trade: undefined }
  }
  const onlyBase = data.bases.length === 1 ? data.bases[0] : undefined
  const indexOf = (threshold: number): number => Math.max(0, data.thresholds.indexOf(threshold))
  let current = make(onlyBase, indexOf(data.cell.buyThreshold), indexOf(data.cell.sellThreshold))
  const change = (next: Selection): void => {
    current = next
    for (const view of views) view(current)
  }
  return {
    current: () => current,
    selectBase: (name) => {
      const base = data.bases.find((one) => one.base === name)
      change(make(base, current.buyIndex, current.sellIndex))
    },
    selectCell: (buyIndex, sellIndex) => change(make(current.base, buyIndex, sellIndex)),
    selectFilter: (next) => {
      filter = next
      change({ ...current, filter, matching: matchesOf(current.trades, filter) })
    },
    selectTrade: (trade) => change({ ...current, trade }),
    watch: (view) => void views.push(view),
    start: () => change(current),
  }
}

function tradesOf(data: ReportData, base: ReportBase | undefined, buyIndex: number, sellIndex: number): PageTrade[] {
  return (base ? [base] : data.bases)
    .flatMap((one) => {
      if (one.signals.included) return replayTrades(one, ruleOf(data), buyIndex, sellIndex)
      return isSelectedCell(data, { buyIndex, sellIndex }) ? decodeTrades(one, ruleOf(data)) : []
    })
    .sort((a, b) => a.buyMinute - b.buyMinute)
}

function matchesOf(trades: readonly PageTrade[], filter: TradeFilter): readonly PageTrade[] {
  return isFiltered(filter) ? trades.filter((trade) => isMatch(trade, filter)) : trades
}

/** Whether the file holds the trades of what is selected. */
export function hasTrades(data: ReportData, selection: Selection): boolean {
  const isListed = isSelectedCell(data, selection)
  const bases = selection.base ? [selection.base] : data.bases
  return bases.every(({ signals, cellTrades }) => signals.included || (isListed && cellTrades !== undefined))
}

/** Whether no other cell of what is selected has a higher gain. */
export function isBestCell({ figures, buyIndex, sellIndex }: Selection): boolean {
  const gain = figures.gain[buyIndex]?.[sellIndex] ?? -Infinity
  return figures.gain.flat().every((other) => other <= gain)
}

/** Whether the selected cell is the one that was chosen before the page was made. */
export function isSelectedCell(
  data: ReportData,
  { buyIndex, sellIndex }: Pick<Selection, 'buyIndex' | 'sellIndex'>,
): boolean {
  return data.thresholds[buyIndex] === data.cell.buyThreshold && data.thresholds[sellIndex] === data.cell.sellThreshold
}
