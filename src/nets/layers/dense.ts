import { UserError } from '../../core/errors.js'
import type { DenseLayer } from '../net.js'
import { gemm } from '../onnx/operators.js'
import { activations } from './activation.js'
import type { LayerPlanner } from './layer-kind.js'

export const planDense: LayerPlanner<DenseLayer> = (layer, shape, where) => {
  const { units, activation = 'linear', kernelInitializer = 'glorotUniform' } = layer
  const [inputs] = shape
  if (inputs === undefined || shape.length !== 1) {
    throw new UserError(`${where}: needs rows of numbers, but gets rows of shape [${shape.join(', ')}]`)
  }
  return {
    shape: [units],
    parameters: [
      { name: 'kernel', shape: [inputs, units], initializer: kernelInitializer },
      { name: 'bias', shape: [units], initializer: 'zeros' },
    ],
    apply: (graph, x, { parameters: [kernel, bias] }) => {
      if (!kernel || !bias) throw new Error('dense without its parameters')
      return activations[activation](graph, gemm(graph, x, kernel, bias))
    },
  }
}
