import { z } from 'zod'
import { constant, scalar, type Graph } from '../onnx/graph.js'
import { add, div, gemm, mul, reshape, scaleBy, sqrt, sub } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import { epsilonSchema, type LayerType } from '../plan/layer-type.js'
import { flattenMinutes, unflattenMinutes, widthOf } from '../plan/sequences.js'

/**
 * Brings each channel to mean 0 and variance 1, then scales and shifts it as learned. In training over the batch; running
 * means of both, which belong to the net's weights, take their place in use.
 */
export interface BatchNormalizationLayer {
  readonly type: 'batchNormalization'
  /** Share of the running means that a step keeps; default 0.99. */
  readonly momentum?: number
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number
}

/** Positions of the statistics among the parameters. */
const MEAN = 2
const VARIANCE = 3

/** The layer computes as in Keras, also in that the running variance is that of the batch itself, without Bessel's correction. */
export const batchNormalization: LayerType<BatchNormalizationLayer> = {
  type: 'batchNormalization',
  schema: z.strictObject({
    type: z.literal('batchNormalization'),
    momentum: z.number().min(0).lt(1).exactOptional(),
    epsilon: epsilonSchema,
  }),
  plan: ({ momentum = 0.99, epsilon = 1e-3 }, shape, where) => {
    const width = [widthOf(shape, where)]
    return {
      shape,
      parameters: [
        { name: 'scale', shape: width, initializer: 'ones' },
        { name: 'shift', shape: width, initializer: 'zeros' },
        { name: 'mean', shape: width, initializer: 'zeros', statistic: true },
        { name: 'variance', shape: width, initializer: 'ones', statistic: true },
      ],
      apply: (graph, x, { parameters: [scale, shift, runningMean, runningVariance], update }) => {
        if (!scale || !shift || !runningMean || !runningVariance) {
          throw new Error('normalization without its parameters')
        }
        const flat = flattenMinutes(graph, x)
        const mean = update ? columnMeans(graph, flat) : runningMean
        const centered = sub(graph, flat, mean)
        const variance = update ? columnMeans(graph, mul(graph, centered, centered)) : runningVariance
        update?.(MEAN, nextRunningMean(graph, runningMean, mean, momentum))
        update?.(VARIANCE, nextRunningMean(graph, runningVariance, variance, momentum))
        const deviation = sqrt(graph, add(graph, variance, scalar(graph, x.type, epsilon)))
        const normal = mul(graph, centered, div(graph, scale, deviation))
        return unflattenMinutes(graph, add(graph, normal, shift), x)
      },
    }
  },
}

/** Means [1, columns] of [rows, columns] in one node. */
function columnMeans(graph: Graph, x: Value): Value {
  const rows = sizeOf(x, 0)
  return gemm(graph, constant(graph, x.type, [1, rows], Array<number>(rows).fill(1 / rows)), x)
}

function nextRunningMean(graph: Graph, before: Value, now: Value, momentum: number): Value {
  const share = scaleBy(graph, reshape(graph, now, before.shape), 1 - momentum)
  return add(graph, scaleBy(graph, before, momentum), share)
}
