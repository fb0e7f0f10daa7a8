import { UserError } from '../../core/errors.js'
import { planNet, type NetPlan } from '../plan/plan-net.js'
import type { Layer } from '../net.js'
import { addInitializer, addInput, addOutput, littleEndian, newGraph } from '../onnx/graph.js'
import { softmax } from '../onnx/operators.js'
import { serialize } from '../onnx/serialize.js'
import { readKerasFile, type KerasLayer, type KerasModel } from './keras-file.js'
import { translateKerasLayer } from './keras-layers.js'

export interface KerasNet {
  /** ONNX: `features` [n, inputs] to `scores` [n, classes]. */
  readonly model: Uint8Array
  /** `keras 2.4.3`. */
  readonly producer: string
  readonly assumed: readonly string[]
}

/** A multilayer perceptron saved by Keras 2 or 3 as .h5, as ONNX. Throws UserError where it is another kind of net. */
export async function convertKerasToOnnx(bytes: Uint8Array, label: string): Promise<KerasNet> {
  const keras = await readKerasFile(bytes, label)
  const translated = keras.layers.flatMap((from) =>
    translateKerasLayer(from, label).map(({ layer, parameters }) => ({ from, layer, parameters })),
  )
  const { layers, isLogits } = withSoftmax(
    translated.map(({ layer }) => layer),
    label,
  )
  const [inputs, classes] = sizesOf(keras, label)
  const plan = planNet(layers, inputs, classes)
  const tensors = translated.flatMap(({ from, parameters }) => parameters.map((one) => ({ ...one, from })))
  const weights = new Float32Array(plan.weights)
  for (const [index, { offset, length }] of plan.parameters.entries()) {
    const tensor = tensors[index]
    if (tensor) weights.set(valuesOf(tensor.from, tensor, length, label), offset)
  }
  return {
    model: onnxOf(plan, weights),
    producer: `keras ${keras.version}`,
    assumed: isLogits ? ['its outputs are logits: a softmax was added'] : [],
  }
}

/** A net that ends in logits, as its loss took them, gets the softmax that makes scores of them. */
function withSoftmax(layers: readonly Layer[], label: string): { layers: readonly Layer[]; isLogits: boolean } {
  const last = layers.at(-1)
  const ending = last && 'activation' in last ? last.activation : 'linear'
  if (ending === 'softmax') return { layers, isLogits: false }
  if (ending === 'linear') return { layers: [...layers, { type: 'activation', activation: 'softmax' }], isLogits: true }
  throw new UserError(`${label} ends with ${ending ?? 'no activation'}, expected softmax, or linear for logits`)
}

/** Inputs and classes, from the first and last kernel. */
function sizesOf({ layers }: KerasModel, label: string): [number, number] {
  const kernels = layers.flatMap(({ weights }) => weights.get('kernel') ?? [])
  const normalized = layers.flatMap(({ weights }) => weights.get('moving_mean') ?? weights.get('gamma') ?? [])
  const inputs = kernels[0]?.shape[0] ?? normalized[0]?.shape[0]
  const classes = kernels.at(-1)?.shape[1]
  if (inputs !== undefined && classes !== undefined) return [inputs, classes]
  throw new UserError(`${label} has no dense layer with weights; save it with model.save('model.h5') after training`)
}

function valuesOf(
  layer: KerasLayer,
  { name, absent }: { readonly name: string; readonly absent: number },
  length: number,
  label: string,
): Float32Array {
  const found = layer.weights.get(name)
  if (!found && !Number.isNaN(absent)) return new Float32Array(length).fill(absent)
  if (found?.values.length === length) return found.values
  const size = found ? `${found.values.length} values` : 'none'
  throw new UserError(
    `layer ${layer.name} of ${label} has ${size} of ${name}, expected ${length}; save the model again`,
  )
}

function onnxOf(plan: NetPlan, weights: Float32Array): Uint8Array {
  const graph = newGraph('keras')
  const features = addInput(graph, 'features', 'float', ['n', plan.inputs])
  const parameters = plan.parameters.map(({ name, shape, offset, length }) =>
    addInitializer(graph, name, 'float', shape, littleEndian(weights.subarray(offset, offset + length))),
  )
  addOutput(graph, 'scores', softmax(graph, plan.logits(graph, features, { parameters, masks: [] })))
  return serialize(graph)
}
