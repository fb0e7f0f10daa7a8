import type { GruLayer } from '../net.js'
import { constant, type Graph } from '../onnx/graph.js'
import { add, concat, gemm, mul, reshape, sigmoid, split, sub, tanh } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import { gru, sliceAxis, type GruWeights } from '../onnx/window-operators.js'
import type { LayerPlanner } from '../plan/layer-type.js'
import { flatRows, sequenceOf, withWidth } from '../plan/sequences.js'

export const planGru: LayerPlanner<GruLayer> = (layer, shape, where) => {
  const { units, returnSequences = false } = layer
  const { kernelInitializer = 'glorotUniform', recurrentInitializer = 'orthogonal' } = layer
  const { channels } = sequenceOf(shape, where)
  return {
    shape: returnSequences ? withWidth(shape, units) : [units],
    parameters: [
      { name: 'kernel', shape: [channels, 3 * units], initializer: kernelInitializer, regularized: true },
      { name: 'recurrent', shape: [units, 3 * units], initializer: recurrentInitializer, regularized: true },
      { name: 'bias', shape: [2, 3 * units], initializer: 'zeros' },
    ],
    apply: (graph, x, { parameters: [kernel, recurrent, bias], update }) => {
      if (!kernel || !recurrent || !bias) throw new Error('gru without its parameters')
      const weights = { kernel, recurrent, bias }
      if (update) {
        const states = unrolled(graph, x, weights, units)
        return returnSequences ? sequenceFrom(graph, states) : lastOf(states)
      }
      const states = gru(graph, x, weights, units)
      if (returnSequences) return states
      const minutes = sizeOf(states, 0)
      return reshape(graph, sliceAxis(graph, states, 0, minutes - 1, minutes), states.shape.slice(1))
    },
  }
}

function sequenceFrom(graph: Graph, states: readonly Value[]): Value {
  return reshape(graph, concat(graph, states, 0), [states.length, ...lastOf(states).shape])
}

function lastOf(states: readonly Value[]): Value {
  const last = states.at(-1)
  if (!last) throw new Error('a sequence without minutes')
  return last
}

/**
 * The same as ONNX's operator in primitives, which have gradients: the state [rows, units] after each minute. What the inputs
 * bring to all minutes is one product beforehand; the update and reset gates are one product, added to it by the product itself.
 */
function unrolled(graph: Graph, x: Value, { kernel, recurrent, bias }: GruWeights, units: number): readonly Value[] {
  const [minutes, rows] = [sizeOf(x, 0), sizeOf(x, 1)]
  const flat = flatRows(graph, x)
  const [inputBias, stateBias] = split(graph, bias, [1, 1], 0)
  if (!inputBias || !stateBias) throw new Error('a bias without its parts')
  const [kernelGates, kernelCandidate] = parts(graph, kernel, units)
  const [recurrentGates, recurrentCandidate] = parts(graph, recurrent, units)
  const [inputGates, inputCandidate] = parts(graph, reshape(graph, inputBias, [3 * units]), units)
  const [stateGates, stateCandidate] = parts(graph, reshape(graph, stateBias, [3 * units]), units)
  const each = Array<number>(minutes).fill(rows)
  const gates = split(graph, gemm(graph, flat, kernelGates, add(graph, inputGates, stateGates)), each, 0)
  const candidates = split(graph, gemm(graph, flat, kernelCandidate, inputCandidate), each, 0)
  const states: Value[] = []
  let state = constant(graph, x.type, [rows, units], Array<number>(rows * units).fill(0))
  for (const [minute, gate] of gates.entries()) {
    const candidate = candidates[minute]
    const [update, reset] = split(graph, sigmoid(graph, gemm(graph, state, recurrentGates, gate)), [units, units], 1)
    if (!candidate || !update || !reset) throw new Error('a minute without its gates')
    const recalled = mul(graph, reset, gemm(graph, state, recurrentCandidate, stateCandidate))
    const next = tanh(graph, add(graph, candidate, recalled))
    state = add(graph, next, mul(graph, update, sub(graph, state, next)))
    states.push(state)
  }
  return states
}

/** The columns of the gates update and reset, and those of the candidate. */
function parts(graph: Graph, weights: Value, units: number): readonly [Value, Value] {
  const [gates, candidate] = split(graph, weights, [2 * units, units], -1)
  if (!gates || !candidate) throw new Error('weights without their parts')
  return [gates, candidate]
}
