import type { Base } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { gridOver } from '../../core/grid.js'
import { calendarOf } from '../../core/market.js'
import { type BaseExtent, type RowReach, type SetRows } from '../../datasets/set-rows.js'
import { SET_TYPES, type SetType, type SplitSets } from '../../datasets/split-sets.js'
import { neededRange } from './base-rows.js'
import type { DataSources } from './data-sources.js'
import { chooseSetRows, joinNeeds, readFlatRuns, readLongGaps } from './long-gaps.js'
import type { RowDefinitions } from './plan-rows.js'

/** What decides on the rows of a base besides its candles. */
export interface CountPlan {
  readonly definitions: {
    readonly features: Pick<RowDefinitions['features'], 'value'>
    readonly target: Pick<RowDefinitions['target'], 'value'>
  }
  readonly sets: SplitSets
  readonly reach: RowReach
  readonly flatMinutes: number | undefined
}

/** The rows of a base by set, or why a training cannot use it at all. */
export type CountedBase = { readonly base: string } & (
  | { readonly rows: Readonly<Record<SetType, SetRows>>; readonly error?: undefined }
  | { readonly rows?: undefined; readonly error: string }
)

/**
 * The rows of a base in each set, chosen as a training chooses them, from its stored candles alone: nothing is computed.
 * Minutes that are no event of a sampler still count.
 */
export async function countSetRows(
  base: Base,
  plan: CountPlan,
  sources: Pick<DataSources, 'candles' | 'config'>,
): Promise<CountedBase> {
  const { definitions, sets, reach } = plan
  const names = {
    base: base.name,
    definitions: { features: definitions.features.value, target: definitions.target.value },
  }
  try {
    const extent = await readExtent(base, plan, sources)
    return { base: base.name, rows: bySet((type) => chooseSetRows(type, sets, { ...names, extent }, reach)) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { base: base.name, error: error.message }
  }
}

/** `make` of each set. */
export function bySet<T>(make: (type: SetType) => T): Record<SetType, T> {
  return { training: make('training'), validation: make('validation'), test: make('test') }
}

async function readExtent(
  base: Base,
  { definitions, sets, reach, flatMinutes }: CountPlan,
  sources: Pick<DataSources, 'candles' | 'config'>,
): Promise<BaseExtent> {
  const readers = { features: definitions.features.value, target: definitions.target.value }
  const range = await neededRange(
    sources,
    base,
    {
      definition: joinNeeds(readers),
      history: Math.max(reach.featureHistory, reach.labelHistory),
      horizon: reach.labelHorizon,
    },
    SET_TYPES.flatMap((type) => sets[type]),
  )
  return {
    candles: gridOver(calendarOf(base.market), range),
    ...(await readLongGaps(sources, base, range, readers)),
    ...(flatMinutes !== undefined && { flat: await readFlatRuns(sources, base, range, flatMinutes) }),
  }
}
