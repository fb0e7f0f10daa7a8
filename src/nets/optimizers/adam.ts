import { scalar } from '../onnx/graph.js'
import { add, div, mul, scaleBy, sqrt, sub } from '../onnx/operators.js'
import { withoutTiny, withoutTinySquares } from '../onnx/tiny-values.js'
import type { Optimizer } from './optimizer.js'

export interface AdamOptions {
  /** Default 0.9. */
  readonly beta1?: number
  /** Default 0.999. */
  readonly beta2?: number
  /** Default 1e-7. */
  readonly epsilon?: number
  /** Share of each weight, times the learning rate, that a step takes away beside its gradient (AdamW); default none. */
  readonly weightDecay?: number
}

/**
 * Adam as in Keras: epsilon is added to √v outside the bias correction.
 *
 * The accumulators are m/(1 − β₁) and v/(1 − β₂), which saves two nodes a step; the constant factors move into the rate and
 * into epsilon.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0 } = options
  const { beta1, beta2, spread } = adamFactors(options)
  const root = Math.sqrt(1 - beta2)
  return {
    moments: 2,
    rate: (step, learningRate) => {
      const correction = Math.sqrt(1 - beta2 ** (step + 1)) / (1 - beta1 ** (step + 1))
      return (learningRate * correction * (1 - beta1)) / root
    },
    ...(weightDecay > 0 && { decay: (learningRate) => learningRate * weightDecay }),
    apply: (graph, { weights, gradient, moments: [m, v], rate, decay }) => {
      if (!m || !v) throw new Error('Adam needs two moments')
      const nextM = withoutTiny(graph, add(graph, scaleBy(graph, m, beta1), gradient))
      const squares = add(graph, scaleBy(graph, v, beta2), mul(graph, gradient, gradient))
      const nextV = withoutTinySquares(graph, squares)
      const divisor = add(graph, sqrt(graph, nextV), scalar(graph, weights.type, spread))
      const change = mul(graph, div(graph, nextM, divisor), rate)
      const decayed = decay ? sub(graph, weights, mul(graph, weights, decay)) : weights
      const next = sub(graph, decayed, change)
      return { weights: decay ? withoutTiny(graph, next) : next, moments: [nextM, nextV] }
    },
  }
}

/** What a step multiplies the accumulators by, and what it adds to the root of the second. */
export function adamFactors(options: AdamOptions): { beta1: number; beta2: number; spread: number } {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options
  return { beta1, beta2, spread: epsilon / Math.sqrt(1 - beta2) }
}
