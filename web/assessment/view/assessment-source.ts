import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type {
  AssessedSet,
  AssessedTrades,
  AssessmentCell,
  AssessmentScores,
  Thresholds,
  TradeFilter,
  TradeMarks,
} from '../../../src/assessment/view/assessment-view.js'
import type { Background } from '../../../src/assessment/view/background.js'
import type { Verdict } from '../../../src/assessment/verdict/verdict.js'
import type { TradeOrder, TradePage } from '../../../src/assessment/view/trade-list.js'
import type { ChartBars } from '../../charts/chart-bars.js'

/** What was asked for: undefined data are still on their way, unless there is an error. */
export interface Loaded<T> {
  readonly data?: T | undefined
  /** One line. */
  readonly error?: string | undefined
}

/** How far what was asked for is; `total` 0 means that nobody knows. */
export interface TaskProgress {
  readonly task: string
  readonly done: number
  readonly total: number
  readonly unit: string
}

/** A verdict takes a while, which `progress` tells of. */
export interface LoadedVerdict extends Loaded<Verdict> {
  readonly progress?: TaskProgress | undefined
}

export interface CellQuery {
  /** Null: all bases. */
  readonly base: string | null
  readonly cell: Thresholds
}

export interface FilteredQuery extends CellQuery {
  readonly filter: TradeFilter
}

export interface OrderedQuery extends FilteredQuery {
  readonly order: TradeOrder
}

/** A part of a base's time, epoch ms. */
export interface PriceQuery {
  readonly base: string
  readonly from: number
  readonly to: number
  /** Bars at most. */
  readonly points: number
}

/** Bars of the candles of a base. */
export interface PriceBars extends Pick<
  ChartBars,
  'base' | 'interval' | 'first' | 'rows' | 'open' | 'high' | 'low' | 'close' | 'decimals'
> {
  /** Ms of the finest bars that there are. */
  readonly finest: number
  /** Whether there are no candles, only closes. */
  readonly isLine: boolean
}

/** A file for the reader: where it is fetched from, or what makes its text. */
export type CsvFile = { readonly href: string } | { readonly name: string; readonly text: () => string }

/**
 * Where the figures of an assessment come from once a cell is chosen: a server, or the data of a file. What begins with `use` is a
 * hook, and answers anew when it knows more.
 */
export interface AssessmentSource {
  useCell(query: CellQuery): Loaded<AssessmentCell>
  useTrades(query: OrderedQuery & TradePage): Loaded<AssessedTrades>
  /** Of the base of the bars; undefined bars are not marked. */
  useMarks(query: FilteredQuery, bars: PriceBars | undefined): Loaded<TradeMarks>
  useBars(query: PriceQuery | undefined): Loaded<PriceBars>
  /** On all bases together, by the rule that positions are sold by; undefined where this source has no verdicts. */
  useVerdict(cell: Thresholds): LoadedVerdict | undefined
  /** On all bases together; undefined where this source has none. */
  useBackground(cell: Thresholds): Loaded<Background> | undefined
  useScores(base: string | null): Loaded<AssessmentScores>
  csv(query: OrderedQuery): CsvFile
  /** Where another set is shown; undefined where this one is all there is. */
  linkToSet(set: AssessedSet): string | undefined
  /** Whether the rule that positions are sold by can be chosen. */
  readonly canChooseExits: boolean
  /** Why a cell's single trades are not at hand; undefined where they are. */
  describeMissingTrades(cell: Thresholds): string | undefined
}

const SourceContext = createContext<AssessmentSource | undefined>(undefined)

export const AssessmentSourceProvider = SourceContext.Provider

export function useAssessmentSource(): AssessmentSource {
  const source = useContext(SourceContext)
  if (!source) throw new Error('no source of figures is given')
  return source
}
