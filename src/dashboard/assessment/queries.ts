import type { z } from 'zod'
import { compactExits } from '../../core/exit-rules.js'
import { UserError } from '../../core/errors.js'
import { openWorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import { tradedExits } from '../../trading/decide.js'
import type { DashboardContext } from '../dashboard-context.js'
import { NotFoundError } from '../http/errors.js'
import type {
  AssessableClassifiers,
  AssessedTrades,
  AssessmentCell,
  AssessmentView,
  AssessmentScores,
  AssessedExits,
  Scored,
  ScoringProgress,
  Thresholds,
  TradeFilter,
  TradeMarks,
  VerdictAnswer,
} from './api.js'
import { listAssessableClassifiers } from './assessable-classifiers.js'
import {
  cellResult,
  csvResult,
  marksResult,
  matrixResult,
  scoresResult,
  tradesResult,
  type FigureJob,
} from './figure-protocol.js'
import type { ChartBars } from '../../assessment/view/mark-trades.js'
import type { MatrixOfSeries } from '../../assessment/view/matrix-figures.js'
import type { ScoredSet } from './score-protocol.js'
import { openScoredSets, type SetQuery } from './scored-sets.js'
import { openVerdicts, type VerdictQuery } from './verdicts.js'
import type { TradeOrder, TradePage } from '../../assessment/view/trade-list.js'

export interface BaseQuery extends SetQuery {
  /** Left out: all bases. */
  readonly base?: string | undefined
}

/** Figures by the rule that positions are sold by. */
export interface MatrixQuery extends SetQuery {
  /** As a request of `assess` has it; left out: as `assess` takes it. */
  readonly lossMinutes?: number | undefined
}

export interface CellQuery extends MatrixQuery, BaseQuery {
  readonly cell: Thresholds
}

/** Trades of a cell, as far as a filter lets them through. */
export interface FilteredQuery extends CellQuery {
  readonly filter: TradeFilter
}

export interface TradesQuery extends FilteredQuery, TradePage {
  readonly order: TradeOrder
}

/**
 * Figures of the classifiers of a workspace. A set is scored when it is first asked for, and cached until classifier, candles or
 * definitions change. Methods reject with NotFoundError for a classifier that is gone, UserError for what cannot be scored.
 */
export interface AssessmentQueries {
  classifiers(): Promise<AssessableClassifiers>
  matrix(query: MatrixQuery): Promise<Scored<AssessmentView>>
  cell(query: CellQuery): Promise<Scored<AssessmentCell>>
  trades(query: TradesQuery): Promise<Scored<AssessedTrades>>
  /** All trades that match as csv. Rejects with UserError while the set is being scored. */
  tradesCsv(query: Omit<TradesQuery, keyof TradePage>): Promise<string>
  marks(query: FilteredQuery & { readonly bars: ChartBars }): Promise<Scored<TradeMarks>>
  scores(query: BaseQuery): Promise<Scored<AssessmentScores>>
  /** On all bases; adds nothing to the ledger. */
  verdict(query: MatrixQuery & VerdictQuery): Promise<VerdictAnswer>
  /** Opens a sealed set, and writes down for good that the dashboard did. */
  open(query: SetQuery): Promise<void>
  /** Calls `listener` with how far each scoring is. */
  onProgress(listener: (progress: ScoringProgress) => void): void
  close(): Promise<void>
}

/** Cells of one exit rule and another one that are at hand at once. */
const MATRICES = 4

/** One thread scores, another one counts, so that every answer of the server comes soon. */
export function openAssessmentQueries(context: DashboardContext): AssessmentQueries {
  const sets = openScoredSets(context)
  const verdicts = openVerdicts(context, sets)
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './figure-worker.js'), 1)
  const compute = async <T>(schema: z.ZodType<T>, job: FigureJob): Promise<T> => schema.parse(await pool.run(job))
  const matrices = createFigureCache<ScoredSet, MatrixOfSeries>(MATRICES)
  const cells = createFigureCache<ScoredSet, AssessmentCell>(200)
  const scores = createFigureCache<ScoredSet, AssessmentScores>(50)
  const withSet = async <T>(
    query: SetQuery,
    isFresh: boolean,
    make: (set: ScoredSet) => Promise<T>,
  ): Promise<Scored<T>> => {
    const found = await sets.find({ classifier: query.classifier, set: query.set }, isFresh)
    return found.state === 'ready' ? { state: 'ready', value: await make(found.value) } : found
  }
  const exitsOf = async (requested: Pick<MatrixQuery, 'lossMinutes'>, { exits }: ScoredSet): Promise<AssessedExits> => {
    const { lossMinutes } = (await context.workspace()).config.trading
    return {
      exits: compactExits({ ...exits, lossMinutes: requested.lossMinutes ?? lossMinutes }),
      assessDefault: compactExits({ ...exits, lossMinutes }),
      tradeDefault: tradedExits({ exits, lossMinutes }),
    }
  }
  const matrixFigures = (found: ScoredSet, { exits }: AssessedExits): Promise<MatrixOfSeries> => {
    const { series, fee } = found
    return matrices(found, JSON.stringify(exits), () => compute(matrixResult, { kind: 'matrix', series, fee, exits }))
  }
  /** What every job about trades is told. */
  const tradesJob = async ({ base, cell, filter, lossMinutes }: FilteredQuery, found: ScoredSet) => {
    const { series, fee } = found
    requireBase(series, base)
    const { exits } = await exitsOf({ lossMinutes }, found)
    return {
      series: series.filter((one) => base === undefined || one.base === base),
      fee,
      exits,
      filter,
      ...cell,
    }
  }
  return {
    classifiers: async () => listAssessableClassifiers(await context.workspace()),
    matrix: ({ lossMinutes, ...query }) =>
      withSet(query, true, async (found) => {
        const exits = await exitsOf({ lossMinutes }, found)
        return matrixOf(query, found, exits, await matrixFigures(found, exits))
      }),
    cell: ({ base, cell, lossMinutes, ...query }) =>
      withSet(query, false, async (found) => {
        const { series, fee } = found
        requireBase(series, base)
        const rules = await exitsOf({ lossMinutes }, found)
        const { exits } = rules
        const hindsight = isHindsight({ ...query, base, cell }, found, await matrixFigures(found, rules))
        const key = [cell.buyThreshold, cell.sellThreshold, JSON.stringify(exits), base].join(' ')
        const job = { kind: 'cell', series, fee, exits, ...cell, base: base ?? null, hindsight } as const
        return cells(found, key, () => compute(cellResult, job))
      }),
    trades: (query) =>
      withSet(query, false, async (found) => {
        const { order, offset, limit, number } = query
        const job = { kind: 'trades', ...(await tradesJob(query, found)), order, offset, limit, number } as const
        return compute(tradesResult, job)
      }),
    tradesCsv: async (query) => {
      const made = await withSet(query, false, async (found) =>
        compute(csvResult, { kind: 'csv', ...(await tradesJob(query, found)), order: query.order }),
      )
      if (made.state === 'ready') return made.value.text
      throw new UserError(`the ${query.set} set of ${query.classifier} is being scored; ask again when that has ended`)
    },
    marks: ({ bars, ...query }) =>
      withSet(query, false, async (found) =>
        compute(marksResult, { kind: 'marks', ...(await tradesJob(query, found)), ...bars }),
      ),
    scores: ({ base, ...query }) =>
      withSet(query, false, (found) => {
        const { series, fee, atEvents, counts } = found
        requireBase(series, base)
        const job: FigureJob = { kind: 'scores', series, fee, atEvents, counts, base: base ?? null }
        return scores(found, base ?? '', () => compute(scoresResult, job))
      }),
    verdict: (query) => verdicts.find(query, async (found) => (await exitsOf(query, found)).exits),
    open: (query) => sets.open(query),
    onProgress: (listener) => sets.onProgress(listener),
    close: async () => {
      await Promise.all([sets.close(), pool.close(), verdicts.close()])
    },
  }
}

/** Figures of one kind that were made before, by what they were made of. */
type FigureCache<Source, T> = (source: Source, key: string, make: () => Promise<T>) => Promise<T>

/** Holds figures as long as their source: at most `max` for each, the oldest go first. What failed is made again. */
function createFigureCache<Source extends object, T>(max: number): FigureCache<Source, T> {
  const cache = new WeakMap<Source, Map<string, Promise<T>>>()
  return (source, key, make) => {
    const figures = cache.get(source) ?? new Map<string, Promise<T>>()
    cache.set(source, figures)
    const before = figures.get(key)
    if (before) return before
    const made = make()
    figures.set(key, made)
    made.catch(() => figures.delete(key))
    const [oldest] = figures.keys()
    if (figures.size > max && oldest !== undefined) figures.delete(oldest)
    return made
  }
}

function matrixOf(
  { classifier, set: setType }: SetQuery,
  set: ScoredSet,
  exits: AssessedExits,
  { thresholds, overall, bases }: MatrixOfSeries,
): AssessmentView {
  const { buyThreshold, sellThreshold } = set.selected ?? overall.best
  return {
    name: classifier,
    kind: 'classifier',
    set: setType,
    usedForSelection: set.usedForSelection,
    simulated: set.simulated,
    classes: TRADE_CLASSES,
    fee: set.fee,
    exits,
    fills: set.fills,
    thresholds,
    cell: { buyThreshold, sellThreshold, selectedBy: set.selected ? 'validation' : 'hindsight' },
    overall,
    bases,
    notes: set.notes,
  }
}

/** Whether these rows chose the cell: it is their best one, and not chosen by others. */
function isHindsight(
  { set, base, cell }: Pick<CellQuery, 'set' | 'base' | 'cell'>,
  { selected }: ScoredSet,
  { overall, bases }: MatrixOfSeries,
): boolean {
  const figures = base === undefined ? overall : bases.find((one) => one.base === base)
  if (figures && !isSameCell(figures.best, cell)) return set === 'validation' && isSameCell(selected, cell)
  return set === 'validation' || !isSameCell(selected, cell)
}

function isSameCell(one: Thresholds | null, { buyThreshold, sellThreshold }: Thresholds): boolean {
  return one?.buyThreshold === buyThreshold && one.sellThreshold === sellThreshold
}

function requireBase(series: ScoredSet['series'], base: BaseQuery['base']): void {
  if (base === undefined || series.some((one) => one.base === base)) return
  const known = series.map((one) => one.base).join(', ')
  throw new NotFoundError(`base ${base} has no rows in this set; there are rows of ${known}`)
}
