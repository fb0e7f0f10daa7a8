import type { Initializer } from '../net.js'
import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'

/** A tensor that training changes. */
export interface ParameterSpec {
  /** Unique inside its layer: `kernel`, `bias`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly initializer: Initializer
  /** Whether L1 and L2 hold it down: kernels, but neither biases nor scales. */
  readonly regularized?: boolean
  /** Whether the layer sets it itself in each step, by `update`, instead of the optimiser. */
  readonly statistic?: boolean
}

/** Random numbers that a layer wants in each step of training: 0 with probability `rate`, else 1/(1 − rate). */
export interface MaskSpec {
  readonly rate: number
  /** Shape of one row. */
  readonly shape: readonly number[]
}

/**
 * A layer whose input's shape is known. Shapes are those of one row: `[units]`, or `[minutes, channels]` of a sequence. In the
 * graph those are the values [rows, units] and [minutes, rows, channels]: minutes first, so that one minute lies together.
 */
export interface PlannedLayer {
  readonly shape: readonly number[]
  readonly parameters: readonly ParameterSpec[]
  readonly masks?: readonly MaskSpec[]
  /**
   * The minutes of its input, ascending, that some minutes of its output are made from: a layer that has it makes just the
   * minutes that it is asked for. Without it the layer reads and makes all.
   */
  reads?(asked: readonly number[]): readonly number[]
  /** Adds the layer's nodes. */
  apply(graph: Graph, x: Value, given: LayerInputs): Value
}

/** What a layer reads besides `x`, in the order of its specs. */
export interface LayerInputs {
  readonly parameters: readonly Value[]
  /** None outside training. */
  readonly masks: readonly Value[]
  /** Takes the next value of a statistic, by the position of its parameter. Absent outside training. */
  readonly update?: (parameter: number, next: Value) => void
  /** Which minutes `x` holds, and which are asked for; all where it is left out. */
  readonly minutes?: Minutes
}

/** Minutes of a window by position, ascending, the first one 0. */
export interface Minutes {
  readonly held: readonly number[]
  readonly asked: readonly number[]
}

/** Plans a layer behind rows of `shape`. Throws UserError where it does not fit; `where` names the layer for the message. */
export type LayerPlanner<L> = (layer: L, shape: readonly number[], where: string) => PlannedLayer
