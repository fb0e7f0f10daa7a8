import { useMemo } from 'preact/hooks'
import type { ReportData } from '../../../src/assessment/report/report-data.js'
import type { Thresholds } from '../../../src/assessment/view/assessment-view.js'
import { markTrades } from '../../../src/assessment/view/mark-trades.js'
import { formatTradesCsv, pageTrades, selectTrades } from '../../../src/assessment/view/trade-list.js'
import type { Background } from '../../../src/assessment/view/background.js'
import type { AssessmentSource, Loaded, LoadedVerdict } from '../../assessment/view/assessment-source.js'
import { isSameCell } from '../../assessment/view/cell-origin.js'
import { selectBars } from './packed-bars.js'
import { openPackedCells } from './packed-cells.js'

/** Figures from the data of a file: everything is at hand. */
export function createPackedSource(data: ReportData): AssessmentSource {
  const cells = openPackedCells(data)
  const isMissing = (cell: Thresholds): boolean => cells.trades({ base: null, cell }) === undefined
  return {
    useCell: (query) => useComputed(query, () => cells.figures(query), describeMissing(data)),
    useTrades: (query) =>
      useComputed(query, () => {
        const trades = cells.trades(query) ?? []
        return pageTrades(trades, query.filter, query.order, query)
      }),
    useMarks: (query, bars) =>
      useComputed([query, bars?.base, bars?.first, bars?.interval, bars?.rows], () => {
        if (!bars) return undefined
        const { base, first, interval, rows } = bars
        return markTrades(cells.trades(query) ?? [], query.filter, { chart: base, first, interval, rows })
      }),
    useBars: (query) =>
      useComputed(query, () => {
        const base = data.bases.find((one) => one.base === query?.base)
        return base && query && selectBars(base, query)
      }),
    useVerdict: (cell) => findVerdict(data, cell),
    useBackground: (cell) => findBackground(data, cell),
    useScores: (base) => useComputed(base, () => data.scores.find((one) => one.base === base) ?? data.scores[0]),
    csv: (query) => ({
      name: `trades-${data.view.name}.csv`,
      text: () => formatTradesCsv(selectTrades(cells.trades(query) ?? [], query.filter, query.order)),
    }),
    linkToSet: () => undefined,
    canChooseExits: false,
    describeMissingTrades: (cell) => (isMissing(cell) ? describeMissing(data) : undefined),
  }
}

/** Computes once for each query; `error` is told where nothing comes of it. */
function useComputed<T>(query: unknown, compute: () => T | undefined, error?: string): Loaded<T> {
  return useMemo(() => {
    const data = compute()
    return data === undefined ? { error } : { data }
  }, [JSON.stringify(query)])
}

/** The verdict of the file is on its own cell; on another one it would be misread. */
function findVerdict({ verdict, view: { cell } }: ReportData, wanted: Thresholds): LoadedVerdict | undefined {
  if (!verdict || isSameCell(cell, wanted)) return verdict && { data: verdict }
  return { error: `The file has the verdict on buy at ${cell.buyThreshold}, sell at ${cell.sellThreshold} alone.` }
}

/** Likewise what is behind the gain. */
function findBackground(
  { background, view: { cell } }: ReportData,
  wanted: Thresholds,
): Loaded<Background> | undefined {
  if (Object.keys(background).length === 0) return undefined
  if (isSameCell(cell, wanted)) return { data: background }
  const { buyThreshold, sellThreshold } = cell
  return { error: `The file has what is behind buy at ${buyThreshold}, sell at ${sellThreshold} alone.` }
}

/** Why there are single trades of one cell alone. */
function describeMissing({ view: { cell } }: ReportData): string {
  return `The file has the single trades of the cell ${cell.buyThreshold} / ${cell.sellThreshold} alone: those of all cells are too many for one file. Assess fewer bases or a shorter range to see them.`
}
