import type { FlattenLayer, PoolingLayer } from '../net.js'
import type { Graph } from '../onnx/graph.js'
import { reduceSum, reshape, scaleBy, transpose } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import { reduceMax, sliceAxis } from '../onnx/window-operators.js'
import type { LayerPlanner } from '../plan/layer-type.js'
import { sequenceOf } from '../plan/sequences.js'

/** For each kind [minutes, rows, channels] to [1, rows, channels]. */
const kinds: Readonly<Record<PoolingLayer['kind'], (graph: Graph, x: Value) => Value>> = {
  average: (graph, x) => scaleBy(graph, reduceSum(graph, x, [0]), 1 / sizeOf(x, 0)),
  max: (graph, x) => reduceMax(graph, x, 0),
  last: (graph, x) => sliceAxis(graph, x, 0, sizeOf(x, 0) - 1, sizeOf(x, 0)),
}

export const planPooling: LayerPlanner<PoolingLayer> = ({ kind }, shape, where) => {
  const { minutes, channels } = sequenceOf(shape, where)
  return {
    shape: [channels],
    parameters: [],
    ...(kind === 'last' && { reads: () => [minutes - 1] }),
    apply: (graph, x) => reshape(graph, kinds[kind](graph, x), x.shape.slice(1)),
  }
}

export const planFlatten: LayerPlanner<FlattenLayer> = (_, shape, where) => {
  const { minutes, channels } = sequenceOf(shape, where)
  return {
    shape: [minutes * channels],
    parameters: [],
    apply: (graph, x) => {
      const byRow = transpose(graph, x, [1, 0, 2])
      return reshape(graph, byRow, [x.shape[1] ?? 1, minutes * channels])
    },
  }
}
