import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'

/** A rule that turns gradients into steps, on all weights of a net as one vector. */
export interface Optimizer {
  /** Number of accumulators, each as long as the weights; they begin at zero. */
  readonly moments: number
  /**
   * The factor of step `step` (0, 1, …), computed in float64 outside the graph: learning rate, bias correction and
   * schedule are functions of the absolute step and nothing else.
   */
  rate(step: number): number
  /** Adds the nodes of one step; `rate` is a scalar. */
  apply(graph: Graph, step: OptimizerStep): Omit<OptimizerStep, 'gradient' | 'rate'>
}

export interface OptimizerStep {
  readonly weights: Value
  readonly gradient: Value
  readonly moments: readonly Value[]
  readonly rate: Value
}
