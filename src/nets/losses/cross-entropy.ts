import { scalar, type Graph } from '../onnx/graph.js'
import { differentiate } from '../onnx/differentiate.js'
import { add, exp, logSoftmax, mul, pow, reduceSum, reshape, scaleBy, sub } from '../onnx/operators.js'
import { withoutTiny, withoutTinyPowers } from '../onnx/tiny-values.js'
import { sizeOf, type Value } from '../onnx/values.js'

/** A loss and its derivative by the logits, which differentiation begins with. */
export interface Loss {
  /** Scalar: the mean over the batch. */
  readonly loss: Value
  /** [batch, classes] */
  readonly cotangent: Value
}

/** How much each row and each class counts. */
export interface LossSpec {
  /** Share of a target that is spread evenly over all classes; default 0. */
  readonly labelSmoothing?: number
  /** Counts a row less the surer it is right: alpha · (1 − score)^gamma times its cross-entropy (alpha: default 1). */
  readonly focal?: { readonly gamma: number; readonly alpha?: number }
  /** Factor of each class; default 1 each. */
  readonly classWeights?: readonly number[]
}

/**
 * Categorical cross-entropy of the softmax of `logits` [batch, classes] against `targets`, whose rows sum to 1. Softmax and
 * logarithm are taken together: exact for scores near 0, and the derivative is (softmax − targets) / batch. `weights`
 * [batch, 1] are factors of the rows; as in Keras, the mean is over their number, not over their sum.
 */
export function crossEntropy(
  graph: Graph,
  logits: Value,
  targets: Value,
  spec: Pick<LossSpec, 'labelSmoothing' | 'focal'> = {},
  weights?: Value,
): Loss {
  const { labelSmoothing = 0, focal } = spec
  const smooth = labelSmoothing > 0 ? smoothLabels(graph, targets, labelSmoothing) : targets
  const logScores = logSoftmax(graph, logits)
  const weighted = weights ? mul(graph, smooth, weights) : smooth
  if (focal) return focalLoss(graph, logits, logScores, weighted, focal)
  const difference = sub(graph, exp(graph, withoutTinyPowers(graph, logScores)), smooth)
  const cotangent = scaleBy(graph, weights ? mul(graph, difference, weights) : difference, 1 / sizeOf(logits, 0))
  return {
    loss: meanLoss(graph, mul(graph, logScores, weighted)),
    cotangent: withoutTiny(graph, cotangent),
  }
}

/** The focal loss counts every class, also those that smoothing gives a share, as in Keras. */
function focalLoss(
  graph: Graph,
  logits: Value,
  logScores: Value,
  targets: Value,
  { gamma, alpha = 1 }: NonNullable<LossSpec['focal']>,
): Loss {
  const terms = mul(graph, logScores, targets)
  const rest = sub(graph, scalar(graph, logits.type, 1), exp(graph, logScores))
  // A power of 0 would be 1 with a derivative of 0 · ∞ at a score of 1.
  const focused = gamma === 0 ? terms : mul(graph, pow(graph, rest, scalar(graph, logits.type, gamma)), terms)
  const loss = meanLoss(graph, scaleBy(graph, focused, alpha))
  const [cotangent] = differentiate(graph, loss, scalar(graph, logits.type, 1), [logits])
  if (!cotangent) throw new Error('no derivative')
  return { loss, cotangent: withoutTiny(graph, cotangent) }
}

function smoothLabels(graph: Graph, targets: Value, share: number): Value {
  const even = scalar(graph, targets.type, share / sizeOf(targets, 1))
  return add(graph, scaleBy(graph, targets, 1 - share), even)
}

/** The mean over the batch of minus the sum over the classes. */
function meanLoss(graph: Graph, terms: Value): Value {
  return scaleBy(graph, reshape(graph, reduceSum(graph, terms, [0, 1]), []), -1 / sizeOf(terms, 0))
}
