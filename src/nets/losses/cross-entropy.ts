import type { Graph } from '../onnx/graph.js'
import { exp, logSoftmax, mul, reduceSum, reshape, scaleBy, sub } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'

/** A loss and its derivative by the logits, which differentiation begins with. */
export interface Loss {
  /** Scalar: the mean over the batch. */
  readonly loss: Value
  /** [batch, classes] */
  readonly cotangent: Value
}

/**
 * Categorical cross-entropy of the softmax of `logits` [batch, classes] against `targets`, whose rows sum to 1. Softmax and
 * logarithm are taken together: exact for scores near 0, and the derivative is (softmax − targets) / batch.
 */
export function crossEntropy(graph: Graph, logits: Value, targets: Value): Loss {
  const batch = sizeOf(logits, 0)
  const logScores = logSoftmax(graph, logits)
  const likelihood = reshape(graph, reduceSum(graph, mul(graph, logScores, targets), [0, 1]), [])
  return {
    loss: scaleBy(graph, likelihood, -1 / batch),
    cotangent: scaleBy(graph, sub(graph, exp(graph, logScores), targets), 1 / batch),
  }
}
