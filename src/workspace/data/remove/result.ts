import type { Base } from '../../../config/markets.js'
import type { TimeRange } from '../../../core/time.js'

/** What was removed of one base. */
export interface RemovedBase extends Base {
  /** Of the candles, as far as they could be read. */
  readonly range: TimeRange | undefined
  /** Ids of the feature sets and targets whose frames were removed too. */
  readonly features: readonly string[]
  readonly targets: readonly string[]
}

export interface RemovedData {
  readonly bases: readonly RemovedBase[]
}

export function removeDataJson({ bases }: RemovedData): unknown {
  return {
    removed: bases.map(({ name, market, range, ...frames }) => ({ base: name, ...market, ...range, ...frames })),
  }
}
