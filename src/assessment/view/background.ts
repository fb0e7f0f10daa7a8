import type { Capacity } from '../attribution/capacity.js'
import type { Concentration } from '../attribution/concentration.js'
import type { CostSensitivity } from '../attribution/cost-sensitivity.js'
import type { FeatureImportance } from '../attribution/feature-importance.js'
import type { Regimes } from '../attribution/regimes.js'
import type { Baselines } from '../baselines/baselines.js'
import type { Comparison } from '../comparison/comparison.js'
import type { AssessedTrade } from './assessment-view.js'

/** How much better than the labels' frequencies the probabilities are; their curves are among the scores of the view. */
export interface ProbabilitySkill {
  /** Of all classes: 0 is perfect, 2 the worst. */
  readonly brier: number
  /** Whether scores were corrected for how frequent the classes were in training. */
  readonly isCorrected: boolean
  /** Skill: 1 is perfect, 0 knows no more than the share of rows with the label; null where all rows are alike. */
  readonly classes: readonly { readonly name: string; readonly share: number; readonly skill: number | null }[]
}

/** What is behind the gain of a cell, with trades that have the numbers of the cell's list. */
export interface AttributionView {
  readonly costs: CostSensitivity
  readonly capacity?: Capacity
  readonly concentration: Concentration
  readonly regimes: Regimes
  readonly skill: ProbabilitySkill
  /** The extreme first. */
  readonly bestTrades: readonly AssessedTrade[]
  readonly worstTrades: readonly AssessedTrade[]
}

/** What stands beside and behind the gain of the view's cell, on all bases together. What was not wanted is left out. */
export interface Background {
  readonly attribution?: AttributionView
  readonly baselines?: Baselines
  readonly importance?: FeatureImportance
  readonly comparison?: Comparison
}
