import type { Initializer } from '../net.js'
import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'

/** A tensor that training changes. */
export interface ParameterSpec {
  /** Unique inside its layer: `kernel`, `bias`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly initializer: Initializer
}

/** Random numbers that a layer wants in each step of training: 0 with probability `rate`, else 1/(1 − rate). */
export interface MaskSpec {
  readonly rate: number
  /** Shape of one row. */
  readonly shape: readonly number[]
}

/** A layer whose input's shape is known. Shapes are those of one row: `[units]`. */
export interface PlannedLayer {
  readonly shape: readonly number[]
  readonly parameters: readonly ParameterSpec[]
  readonly masks?: readonly MaskSpec[]
  /** Adds the layer's nodes. */
  apply(graph: Graph, x: Value, given: LayerInputs): Value
}

/** What a layer reads besides `x`, in the order of its specs. There are no masks outside training. */
export interface LayerInputs {
  readonly parameters: readonly Value[]
  readonly masks: readonly Value[]
}

/** Plans a layer behind rows of `shape`. Throws UserError where it does not fit; `where` names the layer for the message. */
export type LayerPlanner<L> = (layer: L, shape: readonly number[], where: string) => PlannedLayer
