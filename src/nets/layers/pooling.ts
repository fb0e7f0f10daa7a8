import { z } from 'zod'
import type { Graph } from '../onnx/graph.js'
import { reduceSum, reshape, scaleBy } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import { reduceMax, sliceAxis } from '../onnx/window-operators.js'
import type { LayerType } from '../plan/layer-type.js'
import { sequenceShape } from '../plan/sequences.js'

/**
 * Makes one row of a sequence: the mean (Keras' GlobalAveragePooling1D) or the largest value (GlobalMaxPooling1D) of each
 * channel, or the last minute.
 */
export interface PoolingLayer {
  readonly type: 'pooling'
  readonly kind: 'average' | 'max' | 'last'
}

/** For each kind [minutes, rows, channels] to [1, rows, channels]. */
const kinds: Readonly<Record<PoolingLayer['kind'], (graph: Graph, x: Value) => Value>> = {
  average: (graph, x) => scaleBy(graph, reduceSum(graph, x, [0]), 1 / sizeOf(x, 0)),
  max: (graph, x) => reduceMax(graph, x, 0),
  last: (graph, x) => sliceAxis(graph, x, 0, sizeOf(x, 0) - 1, sizeOf(x, 0)),
}

export const pooling: LayerType<PoolingLayer> = {
  type: 'pooling',
  schema: z.strictObject({ type: z.literal('pooling'), kind: z.enum(['average', 'max', 'last']) }),
  plan: ({ kind }, shape, where) => {
    const { minutes, channels } = sequenceShape(shape, where)
    return {
      shape: [channels],
      parameters: [],
      ...(kind === 'last' && { reads: () => [minutes - 1] }),
      apply: (graph, x) => reshape(graph, kinds[kind](graph, x), x.shape.slice(1)),
    }
  },
}
