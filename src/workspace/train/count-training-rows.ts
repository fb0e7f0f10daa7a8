import { selectionLayer } from '../../config/fill-fields.js'
import { chooseBases } from '../../config/markets.js'
import { resolveRequest } from '../../config/resolve-request.js'
import { UserError } from '../../core/errors.js'
import type { SetRows } from '../../datasets/set-rows.js'
import type { SetType } from '../../datasets/split-sets.js'
import { windowOf } from '../../nets/net.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { WorkspaceFolder } from '../context.js'
import { bySet, countSetRows, type CountPlan, type CountedBase } from '../rows/count-set-rows.js'
import { findEvents, findFeatureSet, findTradeTarget, reachOf, requireRanges } from '../rows/plan-rows.js'
import { resolveSplits } from '../rows/resolve-splits.js'
import { noRowsText, reasonsText } from '../rows/split-rows.js'
import { findNet, planLayers } from './plan-training.js'
import { trainSchema, type TrainRequest } from './request.js'

/** Rows of a base in a set, and why minutes of the set's ranges are not used, in words. */
export interface SetCount {
  readonly rows: number
  /** Left out at the border of a validation or test range: purged, or in the embargo after it. */
  readonly purged: number
  readonly reasons: string
}

export interface BaseCount {
  readonly base: string
  readonly sets: Readonly<Record<SetType, SetCount>>
}

/** Something that a training would end with at its begin; `key` is the field of the request that it is about. */
export interface RequestProblem {
  readonly key: 'features' | 'target' | 'events' | 'net' | 'params' | 'bases' | 'sets'
  readonly error: string
}

/** The rows that a training would have, before anything is computed for it. */
export interface TrainingRowCounts {
  /** Empty where a problem stands in the way of counting. */
  readonly bases: readonly BaseCount[]
  readonly problems: readonly RequestProblem[]
  /** Whether minutes that are no event of the sampler count as training rows here. */
  readonly countsNonEvents: boolean
}

/**
 * Counts the rows of each base in each set, as a training with this request would choose them, from the stored candles alone:
 * no label and no feature is computed. What would end the training at its begin is a problem, not an exception.
 */
export async function countTrainingRows(
  request: TrainRequest,
  { config, directory, dataFolder }: WorkspaceFolder,
): Promise<TrainingRowCounts> {
  const { problems, attempt } = collectProblems()
  const { request: asked } = resolveRequest(trainSchema, [
    { source: 'call', values: { ...request } },
    { source: 'config', values: config.training, nameOf: (key) => `training.${key}` },
    selectionLayer(config),
  ])
  const candles = openCandleStore(dataFolder)
  const features = await attempt('features', () => findFeatureSet(asked.features, directory))
  const target = await attempt('target', () => findTradeTarget(asked.target, directory))
  const { events: sampler } = asked
  const events = sampler === undefined ? undefined : await attempt('events', () => findEvents(sampler, directory))
  const net = await attempt('net', () => findNet(asked.net, directory))
  const bases = await attempt('bases', async () => {
    const names = (asked.bases ?? []).map((name) => name.toLowerCase())
    return requireBases(chooseBases(config, await candles.markets(), names))
  })
  const sets = await attempt('sets', async () => {
    const found = await resolveSplits(asked, bases ?? [], { directory, candles })
    requireRanges(found, ['training', 'validation'])
    return found
  })
  if (!features || !target || !net) return { bases: [], problems, countsNonEvents: false }
  const definitions = { features, target, events }
  const window = await attempt('params', () => windowOf(net, planLayers(net, asked.params, definitions).params))
  if (!bases || !sets || window === undefined) return { bases: [], problems, countsNonEvents: false }
  const reach = reachOf(asked, definitions, bases, window)
  const plan = { definitions, sets, reach, flatMinutes: asked.flatMinutes }
  const counted: CountedBase[] = []
  for (const base of bases) counted.push(await countSetRows(base, plan, { candles, config }))
  return {
    bases: counted.map(({ base, rows }) => ({ base, sets: bySet((type) => toSetCount(rows?.[type])) })),
    problems: [...problems, ...findEmptySets(counted, plan)],
    countsNonEvents: events !== undefined,
  }
}

type Attempt = <T>(key: RequestProblem['key'], work: () => Promise<T> | T) => Promise<T | undefined>

/** Keeps what the user can mend, by the field that it is about, instead of throwing it. */
function collectProblems(): { readonly problems: readonly RequestProblem[]; readonly attempt: Attempt } {
  const problems: RequestProblem[] = []
  return {
    problems,
    attempt: async (key, work) => {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        problems.push({ key, error: error.message })
        return undefined
      }
    },
  }
}

function requireBases<T>(bases: readonly T[]): readonly T[] {
  if (bases.length > 0) return bases
  throw new UserError('no base to train on; import candles with', { remedy: 'data.import' })
}

function toSetCount(chosen: SetRows | undefined): SetCount {
  if (!chosen) return { rows: 0, purged: 0, reasons: 'none can be used' }
  const { rows, dropped } = chosen
  return { rows, purged: dropped.purged + dropped.embargo, reasons: reasonsText(chosen) }
}

/** A training ends where one base has no training row, or none of them a validation row. */
function findEmptySets(counted: readonly CountedBase[], { definitions, reach }: CountPlan): RequestProblem[] {
  const reader = { id: definitions.features.value.id, history: reach.featureHistory }
  const failed = counted.flatMap(({ base, rows, error }): RequestProblem[] => {
    if (rows === undefined) return [{ key: 'bases', error }]
    if (rows.training.rows > 0) return []
    return [{ key: 'bases', error: noRowsText('training', base, rows.training, reader) }]
  })
  const [first] = counted
  if (failed.length > 0 || !first?.rows || counted.some(({ rows }) => (rows?.validation.rows ?? 0) > 0)) return failed
  return [{ key: 'sets', error: noRowsText('validation', first.base, first.rows.validation, reader) }]
}
