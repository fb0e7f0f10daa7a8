import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'
import { adam, type AdamOptions } from './adam.js'
import { sgd, type SgdOptions } from './sgd.js'

/** A rule that turns gradients into steps, on all weights of a net as one vector. */
export interface Optimizer {
  /** Number of accumulators, each as long as the weights; they begin at zero. */
  readonly moments: number
  /**
   * The factor of step `step` (0, 1, …) at a learning rate, computed in float64 outside the graph: learning rate, bias
   * correction and schedule are functions of the absolute step and nothing else.
   */
  rate(step: number, learningRate: number): number
  /** The share of every weight that a step takes away at a learning rate; absent where weights do not decay. */
  decay?(learningRate: number): number
  /** Adds the nodes of one step; `rate` and `decay` are scalars. */
  apply(graph: Graph, step: OptimizerStep): OptimizerResult
}

export interface OptimizerStep extends OptimizerResult {
  readonly gradient: Value
  readonly rate: Value
  /** Where the optimiser has a decay. */
  readonly decay?: Value
}

export interface OptimizerResult {
  readonly weights: Value
  readonly moments: readonly Value[]
}

/** An optimiser as plain data. */
export type OptimizerSpec =
  | ({ readonly type: 'adam' } & Omit<AdamOptions, 'weightDecay'>)
  /** Adam whose weights decay by 0.004 times the learning rate in each step, if nothing else is given. */
  | ({ readonly type: 'adamw' } & AdamOptions)
  | ({ readonly type: 'sgd' } & SgdOptions)

export function createOptimizer(spec: OptimizerSpec = { type: 'adam' }): Optimizer {
  switch (spec.type) {
    case 'adam':
      return adam(spec)
    case 'adamw':
      return adam({ weightDecay: 0.004, ...spec })
    case 'sgd':
      return sgd(spec)
  }
}
