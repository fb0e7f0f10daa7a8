import { monthlyGains } from '../../../src/assessment/equity.js'
import type { ReportBase, ReportData } from '../../../src/assessment/report/report-data.js'
import type {
  AssessedTrade,
  AssessmentCell,
  BaseFigures,
  Thresholds,
} from '../../../src/assessment/view/assessment-view.js'
import { summarizeMinutes } from '../../../src/assessment/view/trade-list.js'
import type { CellQuery } from '../../assessment/view/assessment-source.js'
import { isSameCell } from '../../assessment/view/cell-origin.js'
import { markBars } from './mark-bars.js'
import { unpackTrades } from './unpack-trades.js'

/** Cells that were looked at, with their trades. */
export interface PackedCells {
  /** Trades of a cell, numbered in the order of purchases; undefined where the file leaves them out. */
  trades(query: CellQuery): readonly AssessedTrade[] | undefined
  figures(query: CellQuery): AssessmentCell | undefined
}

export function openPackedCells(data: ReportData): PackedCells {
  const trades = memoize((query: CellQuery) => listTrades(data, query))
  const figures = memoize((query: CellQuery) => {
    const isPacked = isSameCell(query.cell, data.view.cell)
    return (isPacked ? findCell(data, query.base) : undefined) ?? countCell(data, query, trades(query))
  })
  return { trades, figures }
}

function memoize<T>(make: (query: CellQuery) => T): (query: CellQuery) => T {
  const known = new Map<string, T>()
  return (query) => {
    const { base, cell } = query
    const key = `${cell.buyThreshold} ${cell.sellThreshold} ${base ?? ''}`
    const value = known.has(key) ? known.get(key) : undefined
    if (value !== undefined) return value
    const made = make(query)
    known.set(key, made)
    return made
  }
}

/** The figures of the file's own cell. */
function findCell({ cells }: ReportData, base: string | null): AssessmentCell | undefined {
  return cells.find((one) => one.base === base)
}

function basesOf({ bases }: ReportData, base: string | null): readonly ReportBase[] {
  return base === null ? bases : bases.filter((one) => one.base === base)
}

function listTrades(data: ReportData, { base, cell }: CellQuery): AssessedTrade[] | undefined {
  const { thresholds, fee } = data.view
  const number = thresholds.indexOf(cell.buyThreshold) * thresholds.length + thresholds.indexOf(cell.sellThreshold)
  const lists = basesOf(data, base).map((one) => unpackTrades(one, number, fee))
  if (lists.includes(undefined)) return undefined
  return lists
    .flatMap((list) => list ?? [])
    .sort((a, b) => a.buyTime - b.buyTime)
    .map((trade, index) => ({ number: index + 1, ...trade }))
}

/** What a cell's trades come to, marked by the bars of the file. */
function countCell(
  data: ReportData,
  { base, cell }: CellQuery,
  trades: readonly AssessedTrade[] | undefined,
): AssessmentCell | undefined {
  const packed = findCell(data, base)
  if (!trades || !packed) return undefined
  const { fee, overall } = data.view
  const span = { fee, from: overall.from, to: overall.to }
  const bases = packed.bases.map((one): BaseFigures => {
    const part = trades.filter((trade) => trade.base === one.base)
    const { maxDrawdown } = markBars(basesOf(data, one.base), part, span)
    return { base: one.base, buyAndHold: one.buyAndHold, maxDrawdown, ...sumTrades(part) }
  })
  return {
    base,
    cell: pickThresholds(cell),
    ...sumTrades(trades),
    minutes: summarizeMinutes(trades),
    ...markBars(basesOf(data, base), trades, span),
    markedBy: 'bar',
    buyAndHold: packed.buyAndHold,
    random: null,
    hold: packed.hold,
    months: monthlyGains(trades),
    bases,
  }
}

function pickThresholds({ buyThreshold, sellThreshold }: Thresholds): Thresholds {
  return { buyThreshold, sellThreshold }
}

function sumTrades(trades: readonly AssessedTrade[]): Pick<AssessmentCell, 'gain' | 'count' | 'wins'> {
  return {
    gain: trades.reduce((sum, { gain }) => sum + gain, 0),
    count: trades.length,
    wins: trades.filter(({ gain }) => gain > 0).length,
  }
}
