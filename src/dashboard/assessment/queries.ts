import type { z } from 'zod'
import { openWorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import type { DashboardContext } from '../dashboard-context.js'
import { NotFoundError } from '../http/errors.js'
import type {
  AssessableClassifiers,
  AssessedTrades,
  AssessmentCell,
  AssessmentMatrix,
  AssessmentScores,
  Scored,
  ScoringProgress,
  Thresholds,
} from './api.js'
import { listAssessableClassifiers } from './assessable-classifiers.js'
import { cellResult, matrixResult, scoresResult, tradesResult, type FigureJob } from './figure-protocol.js'
import type { MatrixOfSeries } from './matrix-figures.js'
import type { ScoredSet } from './score-protocol.js'
import { openScoredSets, type SetQuery } from './scored-sets.js'

export interface BaseQuery extends SetQuery {
  /** Left out: all bases. */
  readonly base?: string | undefined
}

export interface CellQuery extends BaseQuery {
  readonly cell: Thresholds
}

export interface TradesQuery extends CellQuery {
  readonly offset: number
  readonly limit: number
}

/**
 * Figures of the classifiers of a workspace. A set is scored when it is first asked for, and cached until classifier, candles or
 * definitions change. Methods reject with NotFoundError for a classifier that is gone, UserError for what cannot be scored.
 */
export interface AssessmentQueries {
  classifiers(): Promise<AssessableClassifiers>
  matrix(query: SetQuery): Promise<Scored<AssessmentMatrix>>
  cell(query: CellQuery): Promise<Scored<AssessmentCell>>
  trades(query: TradesQuery): Promise<Scored<AssessedTrades>>
  scores(query: BaseQuery): Promise<Scored<AssessmentScores>>
  /** Calls `listener` with how far each scoring is. */
  onProgress(listener: (progress: ScoringProgress) => void): void
  close(): Promise<void>
}

/** One thread scores, another one counts, so that every answer of the server comes soon. */
export function openAssessmentQueries(context: DashboardContext): AssessmentQueries {
  const sets = openScoredSets(context)
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './figure-worker.js'), 1)
  const compute = async <T>(schema: z.ZodType<T>, job: FigureJob): Promise<T> => schema.parse(await pool.run(job))
  const matrices = createFigureCache<ScoredSet, MatrixOfSeries>(1)
  const cells = createFigureCache<ScoredSet, AssessmentCell>(200)
  const scores = createFigureCache<ScoredSet, AssessmentScores>(50)
  const withSet = async <T>(
    query: SetQuery,
    isFresh: boolean,
    make: (set: ScoredSet) => Promise<T>,
  ): Promise<Scored<T>> => {
    const found = await sets.find(query, isFresh)
    return found.state === 'ready' ? { state: 'ready', value: await make(found.value) } : found
  }
  const matrixFigures = (found: ScoredSet): Promise<MatrixOfSeries> => {
    const { series, fee } = found
    return matrices(found, '', () => compute(matrixResult, { kind: 'matrix', series, fee }))
  }
  return {
    classifiers: async () => listAssessableClassifiers(await context.workspace()),
    matrix: ({ classifier, set }) =>
      withSet({ classifier, set }, true, async (found) => {
        return matrixOf({ classifier, set }, found, await matrixFigures(found))
      }),
    cell: ({ classifier, set, base, cell }) =>
      withSet({ classifier, set }, false, async (found) => {
        const { series, fee } = found
        requireBase(series, base)
        const hindsight = isHindsight({ set, base, cell }, found, await matrixFigures(found))
        const key = [cell.buyThreshold, cell.sellThreshold, base].join(' ')
        const job = { kind: 'cell', series, fee, ...cell, base: base ?? null, hindsight } as const
        return cells(found, key, () => compute(cellResult, job))
      }),
    trades: ({ classifier, set, base, cell, offset, limit }) =>
      withSet({ classifier, set }, false, ({ series, fee }) => {
        requireBase(series, base)
        const selectedSeries = series.filter((one) => base === undefined || one.base === base)
        return compute(tradesResult, { kind: 'trades', series: selectedSeries, fee, ...cell, offset, limit })
      }),
    scores: ({ classifier, set, base }) =>
      withSet({ classifier, set }, false, (found) => {
        const { series, fee, atEvents, counts } = found
        requireBase(series, base)
        const job: FigureJob = { kind: 'scores', series, fee, atEvents, counts, base: base ?? null }
        return scores(found, base ?? '', () => compute(scoresResult, job))
      }),
    onProgress: (listener) => sets.onProgress(listener),
    close: async () => {
      await Promise.all([sets.close(), pool.close()])
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

function matrixOf(query: SetQuery, set: ScoredSet, { thresholds, overall, bases }: MatrixOfSeries): AssessmentMatrix {
  return {
    ...query,
    usedForSelection: set.usedForSelection,
    simulated: set.simulated,
    classes: TRADE_CLASSES,
    fee: set.fee,
    thresholds,
    selected: set.selected,
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
