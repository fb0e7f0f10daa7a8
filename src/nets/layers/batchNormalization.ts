import type { BatchNormalizationLayer } from '../net.js'
import { constant, scalar, type Graph } from '../onnx/graph.js'
import { add, div, gemm, mul, reshape, scaleBy, sqrt, sub } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import type { LayerPlanner } from '../plan/layer-type.js'
import { flatRows, likeRows, widthOf } from '../plan/sequences.js'

const MEAN = 2
const VARIANCE = 3

/** As in Keras, also in that the running variance is that of the batch itself, without Bessel's correction. */
export const planBatchNormalization: LayerPlanner<BatchNormalizationLayer> = (layer, shape, where) => {
  const { momentum = 0.99, epsilon = 1e-3 } = layer
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
      if (!scale || !shift || !runningMean || !runningVariance) throw new Error('normalization without its parameters')
      const flat = flatRows(graph, x)
      const mean = update ? columnMeans(graph, flat) : runningMean
      const centered = sub(graph, flat, mean)
      const variance = update ? columnMeans(graph, mul(graph, centered, centered)) : runningVariance
      update?.(MEAN, running(graph, runningMean, mean, momentum))
      update?.(VARIANCE, running(graph, runningVariance, variance, momentum))
      const deviation = sqrt(graph, add(graph, variance, scalar(graph, x.type, epsilon)))
      const normal = mul(graph, centered, div(graph, scale, deviation))
      return likeRows(graph, add(graph, normal, shift), x)
    },
  }
}

/** Means [1, columns] of [rows, columns] in one node. */
function columnMeans(graph: Graph, x: Value): Value {
  const rows = sizeOf(x, 0)
  return gemm(graph, constant(graph, x.type, [1, rows], Array<number>(rows).fill(1 / rows)), x)
}

function running(graph: Graph, before: Value, now: Value, momentum: number): Value {
  const share = scaleBy(graph, reshape(graph, now, before.shape), 1 - momentum)
  return add(graph, scaleBy(graph, before, momentum), share)
}
