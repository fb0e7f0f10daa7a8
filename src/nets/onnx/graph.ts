import type { ElementType, Shape, Value } from './values.js'

export type Attribute = number | readonly number[] | { readonly float: number } | Graph

/** One node; inputs may lie in an enclosing graph. */
export interface GraphNode {
  readonly op: string
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** A tensor that is part of the model: its bytes, or where they lie in a file beside it. */
export interface Initializer {
  readonly value: Value
  readonly data: Uint8Array | ExternalData
}

export interface ExternalData {
  /** File name relative to the folder the session is given. */
  readonly location: string
  readonly offset: number
  readonly length: number
}

/** A graph while it is built. Nodes are kept in the order they were added, which is an order they can run in. */
export interface Graph {
  readonly name: string
  readonly inputs: Value[]
  readonly outputs: Value[]
  readonly nodes: GraphNode[]
  readonly initializers: Initializer[]
  /** Initializers by content, so that a constant is stored once. */
  readonly constants: Map<string, Value>
  /** Names given out so far, shared with subgraphs: ONNX wants them unique over all scopes. */
  readonly names: Set<string>
}

export function newGraph(name: string): Graph {
  return { name, inputs: [], outputs: [], nodes: [], initializers: [], constants: new Map(), names: new Set() }
}

/** A graph for the body of a control-flow node of `parent`; it may read the parent's values. */
export function newSubgraph(parent: Graph, name: string): Graph {
  return { ...newGraph(name), names: parent.names }
}

/** A new value whose name is `hint`, made unique by a number where that is taken. */
export function newValue(graph: Graph, hint: string, type: ElementType, shape: Shape): Value {
  let name = hint
  for (let n = 1; graph.names.has(name); n++) name = `${hint}_${n}`
  graph.names.add(name)
  return { name, type, shape }
}

export function addInput(graph: Graph, name: string, type: ElementType, shape: Shape): Value {
  const value = newValue(graph, name, type, shape)
  graph.inputs.push(value)
  return value
}

/** Makes `value` an output of the graph, called `name`. */
export function addOutput(graph: Graph, name: string, value: Value): Value {
  const [output] = addNode(graph, 'Identity', [value], [{ hint: name, type: value.type, shape: value.shape }])
  if (!output) throw new Error('a node without an output')
  graph.outputs.push(output)
  return output
}

export interface OutputSpec {
  readonly hint?: string
  readonly type: ElementType
  readonly shape: Shape
}

/** Adds a node of any operator; `operators.ts` has the typed forms. */
export function addNode(
  graph: Graph,
  op: string,
  inputs: readonly Value[],
  outputs: readonly OutputSpec[],
  attributes: Readonly<Record<string, Attribute>> = {},
): readonly Value[] {
  const values = outputs.map((spec) => newValue(graph, spec.hint ?? op.toLowerCase(), spec.type, spec.shape))
  graph.nodes.push({ op, inputs, outputs: values, attributes })
  return values
}

/** Adds a tensor stored in the model. */
export function addInitializer(
  graph: Graph,
  name: string,
  type: ElementType,
  shape: Shape,
  data: Uint8Array | ExternalData,
): Value {
  const value = newValue(graph, name, type, shape)
  graph.initializers.push({ value, data })
  return value
}

/** A constant; equal ones become the same value. */
export function constant(graph: Graph, type: ElementType, shape: Shape, values: readonly number[]): Value {
  const key = `${type}[${shape.join()}]:${values.map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`
  const known = graph.constants.get(key)
  if (known) return known
  const value = addInitializer(graph, 'constant', type, shape, bytesOf(type, values))
  graph.constants.set(key, value)
  return value
}

export function scalar(graph: Graph, type: ElementType, value: number): Value {
  return constant(graph, type, [], [value])
}

/** The numbers of an int64 constant of this graph. */
export function int64Values(graph: Graph, value: Value): readonly number[] {
  const found = graph.initializers.find((initializer) => initializer.value === value)
  if (value.type !== 'int64' || !(found?.data instanceof Uint8Array)) {
    throw new TypeError(`${value.name} is no constant of whole numbers`)
  }
  const { buffer, byteOffset, byteLength } = found.data
  return Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number)
}

function bytesOf(type: ElementType, values: readonly number[]): Uint8Array {
  switch (type) {
    case 'float':
      return littleEndian(Float32Array.from(values))
    case 'double':
      return littleEndian(Float64Array.from(values))
    case 'int32':
      return littleEndian(Int32Array.from(values))
    case 'int64':
      return littleEndian(BigInt64Array.from(values, BigInt))
    case 'bool':
      return Uint8Array.from(values)
  }
}

/** The bytes as ONNX stores them. Every platform that Node and ONNX Runtime share is little-endian itself. */
export function littleEndian(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice()
}
