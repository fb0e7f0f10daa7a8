import type { DenseLayer } from '../net.js'
import { gemm } from '../onnx/operators.js'
import { activations } from './activation.js'
import type { LayerPlanner } from '../plan/layer-type.js'
import { alone, flatRows, likeRows, widthOf, withWidth } from '../plan/sequences.js'

export const planDense: LayerPlanner<DenseLayer> = (layer, shape, where) => {
  const { units, activation = 'linear', kernelInitializer = 'glorotUniform' } = layer
  return {
    shape: withWidth(shape, units),
    parameters: [
      { name: 'kernel', shape: [widthOf(shape, where), units], initializer: kernelInitializer, regularized: true },
      { name: 'bias', shape: [units], initializer: 'zeros' },
    ],
    reads: alone,
    apply: (graph, x, { parameters: [kernel, bias] }) => {
      if (!kernel || !bias) throw new Error('dense without its parameters')
      const y = activations[activation](graph, gemm(graph, flatRows(graph, x), kernel, bias))
      return likeRows(graph, y, x)
    },
  }
}
