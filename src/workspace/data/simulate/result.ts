import type { Base } from '../../../config/markets.js'
import type { TimeRange } from '../../../core/time.js'

/** Candles of one base that were made up and stored. */
export interface SimulatedBase extends Base {
  readonly range: TimeRange
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

export interface SimulatedData {
  readonly bases: readonly SimulatedBase[]
}

export function simulateDataJson({ bases }: SimulatedData): unknown {
  return {
    simulated: bases.map(({ name, market, range, ...counts }) => ({ base: name, ...market, ...range, ...counts })),
  }
}
