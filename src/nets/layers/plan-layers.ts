import { UserError } from '../../core/errors.js'
import type { Layer } from '../net.js'
import { planActivation } from './activation.js'
import { planDense } from './dense.js'
import { planDropout } from './dropout.js'
import type { LayerInputs, MaskSpec, ParameterSpec, PlannedLayer } from './layer-kind.js'
import { parseLayers } from './parse-layers.js'
import type { Graph } from '../onnx/graph.js'
import type { Value } from '../onnx/values.js'

/** One tensor of weights of a whole net, and where it lies in the flat vector of all weights. */
export interface Parameter extends ParameterSpec {
  readonly offset: number
  readonly length: number
}

/** A net for a number of inputs and classes, checked. */
export interface NetPlan {
  readonly inputs: number
  readonly classes: number
  readonly parameters: readonly Parameter[]
  /** Number of weights over all parameters. */
  readonly weights: number
  /** Masks over all layers, for each step of training. */
  readonly masks: readonly MaskSpec[]
  /** Adds the nodes from features [rows, inputs] to logits [rows, classes]; scores are their softmax. */
  logits(graph: Graph, features: Value, given: LayerInputs): Value
}

/**
 * Plans a net. Throws UserError where a layer is malformed, shapes do not fit, or the net does not end with one score a
 * class by softmax.
 */
export function planNet(layers: readonly Layer[], inputs: number, classes: number): NetPlan {
  if (!Number.isInteger(inputs) || inputs < 1) throw new UserError(`a net needs at least one feature, not ${inputs}`)
  if (!Number.isInteger(classes) || classes < 2)
    throw new UserError(`a classifier needs at least two classes, not ${classes}`)
  const checked = parseLayers(layers)
  const planned: PlannedLayer[] = []
  let shape: readonly number[] = [inputs]
  for (const [index, layer] of withoutSoftmax(checked).entries()) {
    const next = planLayer(layer, shape, `layer ${index + 1} (${layer.type})`)
    planned.push(next)
    shape = next.shape
  }
  if (shape.length !== 1 || shape[0] !== classes) {
    throw new UserError(
      `the net ends with rows of shape [${shape.join(', ')}], but there are ${classes} classes; give its last layer that many units`,
    )
  }
  const parameters = placed(planned)
  const weights = parameters.reduce((sum, parameter) => sum + parameter.length, 0)
  const masks = planned.flatMap((layer) => layer.masks ?? [])
  return { inputs, classes, parameters, weights, masks, logits: (...args) => applyAll(planned, ...args) }
}

/** One line for each type of layer. */
function planLayer(layer: Layer, shape: readonly number[], where: string): PlannedLayer {
  switch (layer.type) {
    case 'dense':
      return planDense(layer, shape, where)
    case 'dropout':
      return planDropout(layer, shape, where)
    case 'activation':
      return planActivation(layer, shape, where)
  }
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

function placed(layers: readonly PlannedLayer[]): readonly Parameter[] {
  let offset = 0
  return layers.flatMap((layer, index) =>
    layer.parameters.map((spec) => {
      const length = spec.shape.reduce((product, size) => product * size, 1)
      const parameter = { ...spec, name: `layer${index + 1}.${spec.name}`, offset, length }
      offset += length
      return parameter
    }),
  )
}

function applyAll(layers: readonly PlannedLayer[], graph: Graph, features: Value, given: LayerInputs): Value {
  const parameters = given.parameters.values()
  const masks = given.masks.values()
  return layers.reduce(
    (x, layer) =>
      layer.apply(graph, x, {
        parameters: [...take(parameters, layer.parameters.length)],
        masks: [...take(masks, layer.masks?.length ?? 0)],
      }),
    features,
  )
}

function* take<T>(values: Iterator<T>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const next = values.next()
    if (next.done) return
    yield next.value
  }
}
