import type { Attribute } from './graph.js'
import { fieldBodies, fieldInteger, fieldIntegers, fieldText, parseFields, type WireField } from './protobuf-fields.js'
import type { ElementType } from './values.js'

/** A node as it was written, names for values. */
export interface ParsedNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** A tensor that lies in the model. */
export interface ParsedTensor {
  readonly type: ElementType
  readonly shape: readonly number[]
  /** Little-endian. */
  readonly data: Uint8Array
}

/** A model of `serialize` read back. */
export interface ParsedModel {
  readonly nodes: readonly ParsedNode[]
  readonly tensors: ReadonlyMap<string, ParsedTensor>
  /** Sizes of each input; an axis without a fixed size has a name. */
  readonly inputs: ReadonlyMap<string, readonly (number | string)[]>
}

// Numbers of the fields of ONNX's messages.
const MODEL = { producer: 2, graph: 7 }
const GRAPH = { node: 1, tensor: 5, input: 11 }
const NODE = { input: 1, output: 2, op: 4, attribute: 5 }
const ATTRIBUTE = { name: 1, float: 2, integer: 3, integers: 8, type: 20 }
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9, location: 14 }

const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  1: 'float',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  11: 'double',
}

/**
 * Reads a model that `serialize` wrote; undefined for one of another program, for one that has subgraphs, and for one whose tensors
 * lie elsewhere. Throws RangeError where the bytes are no model, or cut short.
 */
export function parseModel(model: Uint8Array): ParsedModel | undefined {
  const fields = parseFields(model)
  const [bytes] = fieldBodies(fields, MODEL.graph)
  if (!bytes || fieldText(fields, MODEL.producer) !== 'followupward') return undefined
  const graph = parseFields(bytes)
  const nodes = messages(graph, GRAPH.node).map(parseNode)
  const tensors = messages(graph, GRAPH.tensor).map(parseTensor)
  if (!nodes.every((node) => node !== undefined) || !tensors.every((tensor) => tensor !== undefined)) return undefined
  return { nodes, tensors: new Map(tensors), inputs: new Map(messages(graph, GRAPH.input).map(parseInput)) }
}

function messages(fields: readonly WireField[], number: number): (readonly WireField[])[] {
  return fieldBodies(fields, number).map(parseFields)
}

function texts(fields: readonly WireField[], number: number): string[] {
  return fieldBodies(fields, number).map((body) => Buffer.from(body).toString('utf8'))
}

function parseNode(node: readonly WireField[]): ParsedNode | undefined {
  const attributes: Record<string, Attribute> = {}
  for (const attribute of messages(node, NODE.attribute)) {
    const value = parseAttribute(attribute)
    if (value === undefined) return undefined
    attributes[fieldText(attribute, ATTRIBUTE.name)] = value
  }
  return {
    op: fieldText(node, NODE.op),
    inputs: texts(node, NODE.input),
    outputs: texts(node, NODE.output),
    attributes,
  }
}

function parseAttribute(attribute: readonly WireField[]): Attribute | undefined {
  switch (fieldInteger(attribute, ATTRIBUTE.type)) {
    case 1: {
      const [bytes] = fieldBodies(attribute, ATTRIBUTE.float)
      return { float: bytes ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : 0 }
    }
    case 2:
      return fieldInteger(attribute, ATTRIBUTE.integer)
    case 7:
      return fieldIntegers(attribute, ATTRIBUTE.integers)
    default:
      return undefined
  }
}

function parseTensor(tensor: readonly WireField[]): readonly [string, ParsedTensor] | undefined {
  const type = ELEMENT_TYPES[fieldInteger(tensor, TENSOR.type)]
  if (!type || fieldInteger(tensor, TENSOR.location) !== 0) return undefined
  const [data = new Uint8Array()] = fieldBodies(tensor, TENSOR.raw)
  return [
    fieldText(tensor, TENSOR.name),
    { type, shape: fieldIntegers(tensor, TENSOR.dims), data: Uint8Array.from(data) },
  ]
}

function parseInput(value: readonly WireField[]): readonly [string, readonly (number | string)[]] {
  const [type = []] = messages(value, 2)
  const [tensor = []] = messages(type, 1)
  const [shape = []] = messages(tensor, 2)
  return [fieldText(value, 1), messages(shape, 1).map((size) => fieldIntegers(size, 1).at(-1) ?? fieldText(size, 2))]
}

/** The whole numbers of a tensor of int64. */
export function integersOf({ type, data }: ParsedTensor): readonly number[] {
  if (type !== 'int64') throw new TypeError(`a tensor of ${type} has no whole numbers`)
  return Array.from(new BigInt64Array(data.buffer, data.byteOffset, data.byteLength / 8), Number)
}
