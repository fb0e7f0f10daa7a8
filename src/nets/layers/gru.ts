import { z } from 'zod'
import { constant, type Graph } from '../onnx/graph.js'
import { addSingleOutput } from '../onnx/nodes.js'
import { add, concat, gemm, mul, reshape, sigmoid, split, sub, tanh } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'
import { sliceAxis } from '../onnx/window-operators.js'
import { initializerSchema, type Initializer } from '../plan/initializers.js'
import { countSchema, type LayerType } from '../plan/layer-type.js'
import { flattenMinutes, sequenceShape, withWidth } from '../plan/sequences.js'

/** Gated recurrent unit, with the reset after the recurrent product, as in Keras, PyTorch and cuDNN. */
export interface GruLayer {
  readonly type: 'gru'
  readonly units: number
  /** Whether every minute's state goes on, or the last one's only (default). */
  readonly returnSequences?: boolean
  readonly kernelInitializer?: Initializer
  /** Default `orthogonal`. */
  readonly recurrentInitializer?: Initializer
}

interface GruWeights {
  /** [inputs, 3 · units], gates in the order update, reset, candidate. */
  readonly kernel: Value
  /** [units, 3 · units] */
  readonly recurrent: Value
  /** [2, 3 · units]: of the inputs, then of the state. */
  readonly bias: Value
}

export const gru: LayerType<GruLayer> = {
  type: 'gru',
  schema: z.strictObject({
    type: z.literal('gru'),
    units: countSchema,
    returnSequences: z.boolean().exactOptional(),
    kernelInitializer: initializerSchema.exactOptional(),
    recurrentInitializer: initializerSchema.exactOptional(),
  }),
  plan: (layer, shape, where) => {
    const { units, returnSequences = false } = layer
    const { kernelInitializer = 'glorotUniform', recurrentInitializer = 'orthogonal' } = layer
    const { channels } = sequenceShape(shape, where)
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
        return update
          ? trainable(graph, x, weights, { units, returnSequences })
          : inference(graph, x, weights, { units, returnSequences })
      },
    }
  },
}

type GruOptions = Required<Pick<GruLayer, 'units' | 'returnSequences'>>

function trainable(graph: Graph, x: Value, weights: GruWeights, { units, returnSequences }: GruOptions): Value {
  const states = unroll(graph, x, weights, units)
  const last = states.at(-1)
  if (!last) throw new Error('a sequence without minutes')
  return returnSequences ? reshape(graph, concat(graph, states, 0), [states.length, ...last.shape]) : last
}

function inference(graph: Graph, x: Value, weights: GruWeights, { units, returnSequences }: GruOptions): Value {
  const states = addOnnxGru(graph, x, weights, units)
  if (returnSequences) return states
  const minutes = sizeOf(states, 0)
  return reshape(graph, sliceAxis(graph, states, 0, minutes - 1, minutes), states.shape.slice(1))
}

/**
 * Computes what ONNX's operator computes in primitives, which have gradients: the state [rows, units] after each minute. What
 * the inputs bring to all minutes is one product beforehand; the update and reset gates are one product, to which that is added.
 */
function unroll(graph: Graph, x: Value, { kernel, recurrent, bias }: GruWeights, units: number): readonly Value[] {
  const [minutes, rows] = [sizeOf(x, 0), sizeOf(x, 1)]
  const flat = flattenMinutes(graph, x)
  const [inputBias, stateBias] = split(graph, bias, [1, 1], 0)
  if (!inputBias || !stateBias) throw new Error('a bias without its parts')
  const [kernelGates, kernelCandidate] = splitGates(graph, kernel, units)
  const [recurrentGates, recurrentCandidate] = splitGates(graph, recurrent, units)
  const [inputGates, inputCandidate] = splitGates(graph, reshape(graph, inputBias, [3 * units]), units)
  const [stateGates, stateCandidate] = splitGates(graph, reshape(graph, stateBias, [3 * units]), units)
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
function splitGates(graph: Graph, weights: Value, units: number): readonly [Value, Value] {
  const [gates, candidate] = split(graph, weights, [2 * units, units], -1)
  if (!gates || !candidate) throw new Error('weights without their parts')
  return [gates, candidate]
}

/** ONNX's own GRU, all states [time, rows, units] of `x` [time, rows, inputs]; it has no gradient rule. */
function addOnnxGru(graph: Graph, x: Value, { kernel, recurrent, bias }: GruWeights, units: number): Value {
  const turned = (weights: Value): Value => {
    const [rows, columns] = [sizeOf(weights, 0), sizeOf(weights, 1)]
    const transposed = addSingleOutput(graph, 'Transpose', [weights], weights.type, [columns, rows], { perm: [1, 0] })
    return addSingleOutput(graph, 'Reshape', [transposed, int64(graph, [1, columns, rows])], x.type, [1, columns, rows])
  }
  const biases = addSingleOutput(graph, 'Reshape', [bias, int64(graph, [1, 6 * units])], x.type, [1, 6 * units])
  const [time, rows] = x.shape
  if (time === undefined || rows === undefined) throw new RangeError(`${x.name} is no sequence of rows`)
  const attributes = { hidden_size: units, linear_before_reset: 1 }
  const inputs = [x, turned(kernel), turned(recurrent), biases]
  const states = addSingleOutput(graph, 'GRU', inputs, x.type, [time, 1, rows, units], attributes)
  const axes = int64(graph, [1])
  return addSingleOutput(graph, 'Squeeze', [states, axes], x.type, [time, rows, units])
}

function int64(graph: Graph, values: readonly number[]): Value {
  return constant(graph, 'int64', [values.length], values)
}
