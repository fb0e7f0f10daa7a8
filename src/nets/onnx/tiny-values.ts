import { scalar, type Graph } from './graph.js'
import { abs, greater, where } from './operators.js'
import type { Value } from './values.js'
import { maxWith } from './window-operators.js'

/**
 * Values too small to count become zeros in training, because some processors take some 150 cycles for every subnormal number
 * (below 1.2e-38 in float32), and a net that becomes sure makes many: its probabilities fall towards e^−87, and what is made of
 * them, divided by a batch, squared or decaying step by step, falls on.
 *
 * The rule, here and in kernels/lib/tiny-values.ts: below 1e-18 a derivative by a logit, the gradient of a weight and its mean become 0,
 * and so does a weight that decays; the mean square of a gradient is at least 1e-36. The kernel, which goes back through many minutes
 * of a recurrence, takes the derivatives of each so, too.
 * It drops 1e-11 of what Adam's epsilon hides already. What is not a number stays so.
 *
 * ONNX Runtime's own switch (`session.set_denormal_as_zero`) is left alone: it holds for the thread that opens the first session of
 * a process, with all that JavaScript computes there, and for no other, so that bits would depend on threads and on what ran before.
 */
export const TINY = 1e-18
/** The same of squares. */
const TINY_SQUARE = 1e-36
/** A logarithm of a probability that is tiny, whatever rows weigh; that of a subnormal number is below −87. */
const TINY_LOGARITHM = -60

/** `x` with zeros for tiny values. */
export function withoutTiny(graph: Graph, x: Value): Value {
  const isTiny = greater(graph, scalar(graph, x.type, TINY), abs(graph, x))
  return where(graph, isTiny, scalar(graph, x.type, 0), x)
}

/** Mean squares, of which none is tiny. */
export function withoutTinySquares(graph: Graph, squares: Value): Value {
  return maxWith(graph, squares, TINY_SQUARE)
}

/** Logarithms of probabilities, whose powers are no subnormal numbers. */
export function withoutTinyPowers(graph: Graph, logarithms: Value): Value {
  return maxWith(graph, logarithms, TINY_LOGARITHM)
}
