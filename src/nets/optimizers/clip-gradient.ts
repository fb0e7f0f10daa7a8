import { constant, scalar, type Graph } from '../onnx/graph.js'
import { add, div, mul, reduceSum, reshape, sign, sqrt } from '../onnx/operators.js'
import type { Value } from '../onnx/values.js'
import { maxWith, clip } from '../onnx/window-operators.js'

/** Limits to a gradient; both: first its length, then its values. */
export interface GradientClip {
  /** Longest gradient, all weights taken together. */
  readonly norm?: number
  /** Largest value, positive or negative. */
  readonly value?: number
}

export function clipGradient(graph: Graph, gradient: Value, limits: GradientClip): Value {
  const { norm, value } = limits
  const shortened = norm === undefined ? gradient : shorten(graph, gradient, norm)
  return value === undefined ? shortened : clip(graph, shortened, -value, value)
}

function shorten(graph: Graph, gradient: Value, maxLength: number): Value {
  const length = sqrt(graph, reshape(graph, reduceSum(graph, mul(graph, gradient, gradient), [0]), []))
  return mul(graph, gradient, div(graph, scalar(graph, gradient.type, maxLength), maxWith(graph, length, maxLength)))
}

/** Penalties on the size of weights: l1 · Σ|w| + l2 · Σw², as in Keras. They are not part of the reported loss. */
export interface Regularization {
  readonly l1?: number
  readonly l2?: number
}

/** The gradient with that of the penalties; `regularized` is 1 for each weight that is held down, else 0. */
export function regularize(
  graph: Graph,
  gradient: Value,
  weights: Value,
  regularized: readonly number[],
  { l1 = 0, l2 = 0 }: Regularization,
): Value {
  const penalized = (factor: number): Value =>
    constant(
      graph,
      weights.type,
      [regularized.length],
      regularized.map((one) => one * factor),
    )
  const square = l2 > 0 ? add(graph, gradient, mul(graph, weights, penalized(2 * l2))) : gradient
  return l1 > 0 ? add(graph, square, mul(graph, sign(graph, weights), penalized(l1))) : square
}
