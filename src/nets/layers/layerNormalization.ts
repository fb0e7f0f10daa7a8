import { z } from 'zod'
import { constant, scalar, type Graph } from '../onnx/graph.js'
import { add, div, gemm, mul, sqrt, sub } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import { epsilonSchema, type LayerType } from '../plan/layer-type.js'
import { flattenMinutes, sameMinutes, unflattenMinutes, widthOf } from '../plan/sequences.js'

/** Brings the channels of each row, or each minute of one, to mean 0 and variance 1, then scales and shifts them as learned. */
export interface LayerNormalizationLayer {
  readonly type: 'layerNormalization'
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number
}

export const layerNormalization: LayerType<LayerNormalizationLayer> = {
  type: 'layerNormalization',
  schema: z.strictObject({ type: z.literal('layerNormalization'), epsilon: epsilonSchema }),
  plan: ({ epsilon = 1e-3 }, shape, where) => {
    const width = [widthOf(shape, where)]
    return {
      shape,
      parameters: [
        { name: 'scale', shape: width, initializer: 'ones' },
        { name: 'shift', shape: width, initializer: 'zeros' },
      ],
      reads: sameMinutes,
      apply: (graph, x, { parameters: [scale, shift] }) => {
        if (!scale || !shift) throw new Error('normalization without its parameters')
        const flat = flattenMinutes(graph, x)
        const centered = sub(graph, flat, rowMeans(graph, flat))
        const variance = rowMeans(graph, mul(graph, centered, centered))
        const deviation = sqrt(graph, add(graph, variance, scalar(graph, x.type, epsilon)))
        const normal = div(graph, centered, deviation)
        return unflattenMinutes(graph, add(graph, mul(graph, normal, scale), shift), x)
      },
    }
  },
}

/** Up to this width means are repeated over the columns at once: the runtime is slow at spreading one value over few. */
const NARROW = 64

/** Means [rows, 1] of [rows, columns], or [rows, columns] with each mean in all columns, in one node. */
function rowMeans(graph: Graph, x: Value): Value {
  const columns = sizeOf(x, 1)
  const copies = columns <= NARROW ? columns : 1
  const shares = Array<number>(columns * copies).fill(1 / columns)
  return gemm(graph, x, constant(graph, x.type, [columns, copies], shares))
}
