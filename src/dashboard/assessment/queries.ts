import type { z } from 'zod'
import { openWorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import type { AssessmentCell, AssessmentMatrix, AssessmentScores, Scored } from './api.js'
import type { AssessmentSource, BaseQuery, SetQuery } from './assessment-source.js'
import { NotFoundError } from '../http/not-there.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import { assessableClassifiers } from './assessable-classifiers.js'
import { cellAnswer, matrixAnswer, scoresAnswer, tradesAnswer } from './figure-answers.js'
import type { FigureJob } from './figure-protocol.js'
import { keptFigures } from './kept-figures.js'
import type { MatrixOfSeries } from './matrix-figures.js'
import type { ScoredSet } from './score-protocol.js'
import { openScoredSets } from './scored-sets.js'
import type { DashboardContext } from '../dashboard-context.js'

/** Figures of a workspace's classifiers: one thread scores, another one counts, so that every answer of the server comes soon. */
export function assessmentSource(context: DashboardContext): AssessmentSource {
  const sets = openScoredSets(context)
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './figure-worker.js'), 1)
  const figures = async <T>(schema: z.ZodType<T>, job: FigureJob): Promise<T> => schema.parse(await pool.run(job))
  const matrices = keptFigures<ScoredSet, MatrixOfSeries>(1)
  const cells = keptFigures<ScoredSet, AssessmentCell>(200)
  const scores = keptFigures<ScoredSet, AssessmentScores>(50)
  const scored = async <T>(
    query: SetQuery,
    isFresh: boolean,
    make: (set: ScoredSet) => Promise<T>,
  ): Promise<Scored<T>> => {
    const found = await sets.find(query, isFresh)
    return found.state === 'ready' ? { state: 'ready', value: await make(found.value) } : found
  }
  return {
    classifiers: async () => assessableClassifiers(await context.workspace()),
    matrix: ({ classifier, set }) =>
      scored({ classifier, set }, true, async (found) => {
        const { series, fee } = found
        const made = await matrices(found, '', () => figures(matrixAnswer, { kind: 'matrix', series, fee }))
        return matrixOf({ classifier, set }, found, made)
      }),
    cell: ({ classifier, set, base, cell }) =>
      scored({ classifier, set }, false, (found) => {
        const { series, fee } = found
        requireBase(series, base)
        const key = [cell.buyThreshold, cell.sellThreshold, base].join(' ')
        return cells(found, key, () => figures(cellAnswer, { kind: 'cell', series, fee, ...cell, base: base ?? null }))
      }),
    trades: ({ classifier, set, base, cell, offset, limit }) =>
      scored({ classifier, set }, false, ({ series, fee }) => {
        requireBase(series, base)
        const chosen = series.filter((one) => base === undefined || one.base === base)
        return figures(tradesAnswer, { kind: 'trades', series: chosen, fee, ...cell, offset, limit })
      }),
    scores: ({ classifier, set, base }) =>
      scored({ classifier, set }, false, (found) => {
        const { series, fee, atEvents, counts } = found
        requireBase(series, base)
        const job: FigureJob = { kind: 'scores', series, fee, atEvents, counts, base: base ?? null }
        return scores(found, base ?? '', () => figures(scoresAnswer, job))
      }),
    onProgress: (listener) => sets.onProgress(listener),
    close: async () => {
      await Promise.all([sets.close(), pool.close()])
    },
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
    chosen: set.chosen,
    overall,
    bases,
    notes: set.notes,
  }
}

function requireBase(series: ScoredSet['series'], base: BaseQuery['base']): void {
  if (base === undefined || series.some((one) => one.base === base)) return
  const known = series.map((one) => one.base).join(', ')
  throw new NotFoundError(`base ${base} has no rows in this set; there are rows of ${known}`)
}
