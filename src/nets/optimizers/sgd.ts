import { add, mul, scaleBy, sub } from '../onnx/operators.js'
import { withoutTiny } from '../onnx/tiny-values.js'
import type { Optimizer } from './optimizer.js'

export interface SgdOptions {
  /** Share of the last change that the next one keeps; default 0. */
  readonly momentum?: number
  /** Whether the gradient is taken as if the momentum had been followed already. */
  readonly nesterov?: boolean
}

/** Gradient descent as in Keras: the velocity holds changes of weights, learning rate included. */
export function sgd({ momentum = 0, nesterov = false }: SgdOptions = {}): Optimizer {
  return {
    moments: momentum > 0 ? 1 : 0,
    rate: (_, learningRate) => learningRate,
    apply: (graph, { weights, gradient, moments: [velocity], rate }) => {
      const step = mul(graph, gradient, rate)
      if (!velocity) return { weights: sub(graph, weights, step), moments: [] }
      const next = withoutTiny(graph, sub(graph, scaleBy(graph, velocity, momentum), step))
      const change = nesterov ? sub(graph, scaleBy(graph, next, momentum), step) : next
      return { weights: add(graph, weights, change), moments: [next] }
    },
  }
}
