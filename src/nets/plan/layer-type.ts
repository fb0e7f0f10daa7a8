import { z } from 'zod'
import type { Layer } from '../layers/index.js'
import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'
import type { Initializer } from './initializers.js'

/** A type of layer: its name in a net, its options, and what it adds to a graph. Each is a file of `nets/layers`. */
export interface LayerType<L extends { readonly type: string }> {
  /** Keras' name of the layer in camel case; the name of the file. */
  readonly type: L['type']
  /** The schema of the layer's options; of a layer that holds others it is made from the schema of any layer. */
  readonly schema: LayerSchema<L> | ((layer: z.ZodType<Layer>) => LayerSchema<L>)
  /**
   * Plans a layer behind rows of `shape`. `where` names the layer in messages; `planLayers` plans the layers that this one
   * holds. Throws UserError where the layer does not fit.
   */
  plan(layer: L, shape: readonly number[], where: string, planLayers: LayersPlanner): PlannedLayer
}

/** A schema that a discriminated union over `type` can hold. */
export type LayerSchema<L> = z.ZodType<L, unknown, z.core.$ZodTypeInternals<L> & z.core.$ZodTypeDiscriminableInternals>

/** Plans layers one after the other behind rows of `shape`. */
export type LayersPlanner = (layers: readonly Layer[], shape: readonly number[]) => PlannedLayer

/** Options that several layers have. */
export const countSchema = z.int().min(1)
/** A number of minutes of up to ten weeks: no window is longer. */
export const minutesSchema = countSchema.max(100_000)
/** What is added to a variance. */
export const epsilonSchema = z.number().gt(0).exactOptional()

/** A tensor that training changes. */
export interface ParameterSpec {
  /** The name is unique inside its layer: `kernel`, `bias`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly initializer: Initializer
  /** Whether L1 and L2 hold it down: kernels, but neither biases nor scales. */
  readonly regularized?: boolean
  /** Whether the layer sets it itself in each step, by `update`, instead of the optimiser. */
  readonly statistic?: boolean
}

/** Random numbers that a layer needs in each step of training: 0 with probability `rate`, else 1/(1 − rate). */
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
   * The minutes of its input, ascending, that the requested minutes of its output are made from. A layer with this function
   * computes the requested minutes alone; a layer without it reads and computes all.
   */
  reads?(requested: readonly number[]): readonly number[]
  /** Adds the layer's nodes. */
  apply(graph: Graph, x: Value, inputs: LayerInputs): Value
}

/** What a layer reads besides `x`, in the order of its specs. */
export interface LayerInputs {
  readonly parameters: readonly Value[]
  /** None outside training. */
  readonly masks: readonly Value[]
  /** Takes the next value of a statistic, by the position of its parameter. Absent outside training. */
  readonly update?: (parameter: number, next: Value) => void
  /** Which minutes `x` has, and which the layer is to compute; all where it is left out. */
  readonly minutes?: MinuteSelection
}

/** Minutes of a window by position, ascending, the first one 0. */
export interface MinuteSelection {
  readonly available: readonly number[]
  readonly requested: readonly number[]
}
