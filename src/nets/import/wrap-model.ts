import { z } from 'zod'
import { addInput, addOutput, constant, newGraph, addNode, type Graph } from '../onnx/graph.js'
import { addSingleOutput } from '../onnx/nodes.js'
import { div, sub } from '../onnx/operators.js'
import { prefixValues } from '../onnx/prefix-values.js'
import { serialize } from '../onnx/serialize.js'
import type { Value } from '../onnx/values.js'
import { encodeBytesField, fieldText, encodeVarintField, parseFields, type WireField } from '../onnx/protobuf-fields.js'
import type { OutputForm } from './model-requirements.js'

/** How a model of another program becomes a classifier's model. */
export const wrapperSchema = z.strictObject({
  /** Features of the set, before the net's own are picked. */
  inputs: z.number(),
  input: z.strictObject({ name: z.string(), type: z.enum(['float', 'double']), window: z.number() }),
  output: z.object({ name: z.string(), isFloat: z.boolean() }),
  /** Place in the set of each of the net's inputs; undefined: the same. */
  columns: z.array(z.number()).readonly().optional(),
  /** Place among the net's outputs of each of our classes. */
  classes: z.array(z.number()).readonly(),
})
export type WrapperSpec = z.output<typeof wrapperSchema>

/** The prefix of the names of the net's own values. */
const PREFIX = 'net/'
/** Field numbers of a model. The fields of our model and of the net are merged here, all others are copied from the net. */
const MODEL = { irVersion: 1, producer: 2, producerVersion: 3, graph: 7, opset: 8, training: 20 }
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparseInitializer: 15 }
/** Field number of a node's operator. */
const OPERATOR = 4
/** The first in which an initializer is no input as well. */
const MIN_IR = 4
/** What our own nodes need, where the net has no operator of ONNX's own set. */
const MIN_OPSET = 13
const CODES = { float: 1, double: 11 }

/**
 * A model with the inputs and output of our own: raw features, center and scale in, scores in our order of classes out. The
 * net lies inside as it came, to the byte but for the names of its values.
 */
export function wrapModel(model: Uint8Array, wrapping: WrapperSpec, form: OutputForm): Uint8Array {
  const fields = parseFields(model)
  const net = parseFields(prefixValues(bodyOf(fields, MODEL.graph), PREFIX))
  const { before, after, shell } = ourGraph(wrapping, form)
  const graph = [
    ...before,
    ...nodesOf(net),
    ...after,
    encodeBytesField(GRAPH.name, 'classifier'),
    ...wholes(net, GRAPH.initializer, GRAPH.sparseInitializer),
    ...shell,
  ]
  const replaced = new Set(Object.values(MODEL))
  return Buffer.concat([
    encodeVarintField(MODEL.irVersion, Math.max(MIN_IR, bodyOf(fields, MODEL.irVersion)[0] ?? MIN_IR)),
    encodeBytesField(MODEL.producer, 'followupward'),
    encodeBytesField(MODEL.graph, Buffer.concat(graph)),
    ...opsets(fields),
    ...fields.filter(({ number }) => !replaced.has(number)).map(({ whole }) => whole),
  ])
}

/** Our nodes before and after those of the net, and the rest of our graph. */
interface OurGraph {
  readonly before: readonly Uint8Array[]
  readonly after: readonly Uint8Array[]
  readonly shell: readonly Uint8Array[]
}

function ourGraph(wrapping: WrapperSpec, form: OutputForm): OurGraph {
  const graph = newGraph('classifier')
  addFeatures(graph, wrapping)
  const count = graph.nodes.length
  addScores(graph, wrapping, form)
  const fields = parseFields(bodyOf(parseFields(serialize(graph)), MODEL.graph))
  const nodes = wholes(fields, GRAPH.node)
  return {
    before: nodes.slice(0, count),
    after: nodes.slice(count),
    shell: wholes(fields, GRAPH.initializer, GRAPH.input, GRAPH.output),
  }
}

/** Scales the features, picks those of the net, and gives them its type and name. */
function addFeatures(graph: Graph, { inputs, input, columns }: WrapperSpec): void {
  const shape = input.window > 1 ? ['n', input.window, inputs] : ['n', inputs]
  const features = addInput(graph, 'features', 'float', shape)
  const center = addInput(graph, 'center', 'float', [inputs])
  const scale = addInput(graph, 'scale', 'float', [inputs])
  const scaled = div(graph, sub(graph, features, center), scale)
  const picked = columns ? pick(graph, scaled, columns) : scaled
  addNode(graph, 'Cast', [picked], [{ hint: `${PREFIX}${input.name}`, type: input.type, shape: picked.shape }], {
    to: CODES[input.type],
  })
}

function addScores(graph: Graph, { output, classes }: WrapperSpec, form: OutputForm): void {
  const raw: Value = { name: `${PREFIX}${output.name}`, type: 'float', shape: ['n', classes.length] }
  const float = output.isFloat ? raw : addSingleOutput(graph, 'Cast', [raw], 'float', raw.shape, { to: CODES.float })
  const ordered = classes.every((place, index) => place === index) ? float : pick(graph, float, classes)
  // The last axis is named from the front: old operator sets know no other way.
  const scores =
    form === 'logits' ? addSingleOutput(graph, 'Softmax', [ordered], 'float', ordered.shape, { axis: 1 }) : ordered
  addOutput(graph, 'scores', scores)
}

/** Columns of the last axis, by their places. */
function pick(graph: Graph, x: Value, places: readonly number[]): Value {
  const axis = x.shape.length - 1
  const indices = constant(graph, 'int64', [places.length], places)
  return addSingleOutput(graph, 'Gather', [x, indices], x.type, x.shape.with(axis, places.length), { axis })
}

/** Without those that make maps of scores: nobody reads them here, and the runtime has none for float64. */
function nodesOf(net: readonly WireField[]): Uint8Array[] {
  const nodes = net.filter(({ number }) => number === GRAPH.node)
  return nodes.filter(({ body }) => fieldText(parseFields(body), OPERATOR) !== 'ZipMap').map(({ whole }) => whole)
}

function opsets(fields: readonly WireField[]): Uint8Array[] {
  const theirs = fields.filter(({ number }) => number === MODEL.opset)
  const hasOnnx = theirs.some(({ body }) => {
    const domain = fieldText(parseFields(body), 1)
    return domain === '' || domain === 'ai.onnx'
  })
  const added = hasOnnx ? [] : [encodeBytesField(MODEL.opset, encodeVarintField(2, MIN_OPSET))]
  return [...theirs.map(({ whole }) => whole), ...added]
}

function wholes(fields: readonly WireField[], ...numbers: readonly number[]): Uint8Array[] {
  return fields.filter(({ number }) => numbers.includes(number)).map(({ whole }) => whole)
}

function bodyOf(fields: readonly WireField[], number: number): Uint8Array {
  return fields.findLast((field) => field.number === number)?.body ?? new Uint8Array()
}
