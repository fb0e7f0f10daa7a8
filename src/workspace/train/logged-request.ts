import { basename } from 'node:path'
import { learningSchema } from '../../config/training-fields.js'
import type { RowPlan } from '../rows/plan-rows.js'
import { splitRequestOf } from '../rows/resolve-splits.js'
import type { ResolvedTrainRequest } from './request.js'

/**
 * The request that would do the same again, whatever becomes of the configuration and of the file of sets: ranges instead of a
 * path, the bases by name, everything about learning as it was resolved. What it opened stays open.
 */
export function loggedRequest({
  request,
  bases,
  sets,
  folder,
  learning,
  params,
}: Pick<RowPlan, 'bases' | 'sets'> & {
  readonly request: ResolvedTrainRequest
  readonly folder: string
  readonly learning?: object
  readonly params?: Readonly<Record<string, number>>
}): Record<string, unknown> {
  const { resume: _, overwrite: __, common: ___, name: ____, openTestSet: _____, out, ...rest } = request
  const withoutLearning = Object.entries(rest).filter(([key]) => !(key in learningSchema.shape))
  return {
    ...Object.fromEntries(withoutLearning),
    ...learning,
    ...(params && { params: { ...params } }),
    bases: bases.map(({ name }) => name),
    sets: splitRequestOf(sets),
    ...(out === undefined ? { name: basename(folder) } : { out: folder }),
  }
}
