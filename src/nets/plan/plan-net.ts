import { UserError } from '../../core/errors.js'
import { LAYER_TYPES, type Layer } from '../layers/index.js'
import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'
import { chainLayers } from './chain-layers.js'
import type { LayerInputs, LayerType, MaskSpec, ParameterSpec, PlannedLayer } from './layer-type.js'
import { parseLayers } from './parse-layers.js'

/** One tensor of weights of a whole net, and where it lies in the flat vector of all weights. */
export interface Parameter extends ParameterSpec {
  readonly offset: number
  readonly length: number
}

/** A net for a number of inputs and classes, checked. */
export interface NetPlan {
  readonly inputs: number
  readonly classes: number
  /** Minutes that a score is made from; 1: the current row alone. */
  readonly window: number
  readonly parameters: readonly Parameter[]
  /** Number of weights over all parameters; statistics come behind all that the optimiser changes. */
  readonly weights: number
  /** Masks over all layers, for each step of training. */
  readonly masks: readonly MaskSpec[]
  /**
   * Adds the nodes from features, [rows, inputs] or minutes first [window, rows, inputs], to logits [rows, classes]; scores
   * are their softmax.
   */
  logits(graph: Graph, features: Value, given: LayerInputs): Value
}

/** A gigabyte: a model of ONNX is less than two. */
const MAX_WEIGHTS = 2 ** 28

/**
 * Plans a net. Throws UserError where a layer is malformed, shapes do not fit, or the net does not end with one score a
 * class by softmax.
 */
export function planNet(layers: readonly Layer[], inputs: number, classes: number, window = 1): NetPlan {
  if (!Number.isInteger(inputs) || inputs < 1) throw new UserError(`a net needs at least one feature, not ${inputs}`)
  if (!Number.isInteger(classes) || classes < 2)
    throw new UserError(`a classifier needs at least two classes, not ${classes}`)
  if (!Number.isInteger(window) || window < 1)
    throw new UserError(`the window is ${JSON.stringify(window)}: expected a whole number of minutes from 1`)
  const net = planChain(withoutSoftmax(parseLayers(layers)), window > 1 ? [window, inputs] : [inputs], '')
  const { shape } = net
  if (shape.length !== 1 || shape[0] !== classes) {
    const advice = shape.length > 1 ? 'pool its minutes' : 'give its last layer that many units'
    throw new UserError(
      `the net ends with rows of shape [${shape.join(', ')}], but there are ${classes} classes; ${advice}`,
    )
  }
  const parameters = placeParameters(net.parameters)
  const weights = parameters.reduce((sum, parameter) => sum + parameter.length, 0)
  if (weights > MAX_WEIGHTS) {
    const limit = MAX_WEIGHTS.toLocaleString('en')
    throw new UserError(
      `the net has ${weights.toLocaleString('en')} weights, but can have at most ${limit}; make its layers smaller`,
    )
  }
  const { masks = [] } = net
  return { inputs, classes, window, parameters, weights, masks, logits: (...args) => net.apply(...args) }
}

/** Plans layers one after the other; `inside` names the layer that holds them. */
function planChain(layers: readonly Layer[], shape: readonly number[], inside: string): PlannedLayer {
  const planned: PlannedLayer[] = []
  let next = shape
  for (const [index, layer] of layers.entries()) {
    const where = `${inside}layer ${index + 1} (${layer.type})`
    const one = typeOf(layer).plan(layer, next, where, (nested, shape) => planChain(nested, shape, `${where}, `))
    planned.push(one)
    next = one.shape
  }
  return chainLayers(planned, shape)
}

function typeOf(layer: Layer): LayerType<Layer> {
  const types: readonly LayerType<Layer>[] = LAYER_TYPES
  const found = types.find(({ type }) => type === layer.type)
  if (!found) throw new RangeError(`there is no layer ${layer.type}`)
  return found
}

/** The layers up to the logits: training needs them, because the softmax is part of its loss. */
function withoutSoftmax(layers: readonly Layer[]): readonly Layer[] {
  const last = layers.at(-1)
  if (last?.type === 'activation' && last.activation === 'softmax') return layers.slice(0, -1)
  if (last?.type === 'dense' && last.activation === 'softmax') {
    return [...layers.slice(0, -1), { ...last, activation: 'linear' }]
  }
  throw new UserError(`the net ends with ${JSON.stringify(last)}; its last layer must have the activation softmax`)
}

/** Lays the parameters side by side: statistics behind all that the optimiser changes. */
function placeParameters(specs: readonly ParameterSpec[]): readonly Parameter[] {
  const offsets = new Map<ParameterSpec, number>()
  let offset = 0
  for (const statistic of [false, true]) {
    for (const spec of specs.filter((one) => (one.statistic ?? false) === statistic)) {
      offsets.set(spec, offset)
      offset += sizeOf(spec)
    }
  }
  return specs.map((spec) => ({ ...spec, offset: offsets.get(spec) ?? 0, length: sizeOf(spec) }))
}

function sizeOf({ shape }: ParameterSpec): number {
  return shape.reduce((product, size) => product * size, 1)
}
