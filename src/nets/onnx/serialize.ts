import type { Attribute, Graph, GraphNode, Initializer } from './graph.js'
import {
  encodeModel,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './proto.js'
import { sizeOf, type ElementType, type Value } from './values.js'

/** Operator set 17 (IR 8): old enough for every runtime in use, new enough for all that we write. */
const OPSET = 17
const IR_VERSION = 8

const ELEMENT_CODES: Readonly<Record<ElementType, number>> = { float: 1, int32: 6, int64: 7, bool: 9, double: 11 }

/** The graph as the bytes of an ONNX model. The same graph gives the same bytes. */
export function serialize(graph: Graph): Uint8Array {
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: 'followupward',
    graph: graphProto(graph),
    opsetImport: [{ domain: '', version: OPSET }],
  })
}

function graphProto(graph: Graph): GraphProto {
  return {
    name: graph.name,
    node: graph.nodes.map(nodeProto),
    initializer: graph.initializers.map(tensorProto),
    input: graph.inputs.map(valueProto),
    output: graph.outputs.map(valueProto),
  }
}

function nodeProto(node: GraphNode): NodeProto {
  return {
    name: `${node.op}:${node.outputs[0]?.name ?? ''}`,
    opType: node.op,
    input: node.inputs.map((value) => value.name),
    output: node.outputs.map((value) => value.name),
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  }
}

function attributeProto(name: string, attribute: Attribute): AttributeProto {
  if (typeof attribute === 'number') return { name, type: 2, i: attribute }
  if ('float' in attribute) return { name, type: 1, f: attribute.float }
  if ('nodes' in attribute) return { name, type: 5, g: graphProto(attribute) }
  return { name, type: 7, ints: attribute }
}

function tensorProto({ value, data }: Initializer): TensorProto {
  const dims = value.shape.map((_, axis) => sizeOf(value, axis))
  const head = { name: value.name, dataType: ELEMENT_CODES[value.type], dims }
  if (data instanceof Uint8Array) return { ...head, rawData: data }
  const entries = { location: data.location, offset: String(data.offset), length: String(data.length) }
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }))
  return { ...head, externalData, dataLocation: 1 }
}

function valueProto(value: Value): ValueInfoProto {
  const dim = value.shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))
  return { name: value.name, type: { tensorType: { elemType: ELEMENT_CODES[value.type], shape: { dim } } } }
}
