import { addNode, type Attribute, type Graph } from './graph.js'
import { axisOf, shapeText, type Dimension, type ElementType, type Shape, type Value } from './values.js'

/** The shape of an elementwise operation on both; RangeError where they do not fit. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const length = Math.max(a.length, b.length)
  return Array.from({ length }, (_, axis) => {
    const one = a[axis - length + a.length] ?? 1
    const other = b[axis - length + b.length] ?? 1
    if (one === other || other === 1) return one
    if (one === 1) return other
    throw new RangeError(`${shapeText(a)} and ${shapeText(b)} do not fit`)
  })
}

/** A node whose result has the shape and type of its input. */
export function addElementwise(
  graph: Graph,
  op: string,
  x: Value,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  return addSingleOutput(graph, op, [x], x.type, x.shape, attributes)
}

/** A node of two inputs that are broadcast to one shape. */
export function addBroadcasting(graph: Graph, op: string, a: Value, b: Value, type: ElementType): Value {
  return addSingleOutput(graph, op, [a, b], type, broadcastShape(a.shape, b.shape))
}

/** A node with one output. */
export function addSingleOutput(
  graph: Graph,
  op: string,
  inputs: readonly Value[],
  type: ElementType,
  shape: Shape,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  const [value] = addNode(graph, op, inputs, [{ type, shape }], attributes)
  if (!value) throw new Error('a node without an output')
  return value
}

export function dimensionOf(x: Value, axis: number): Dimension {
  const size = x.shape[axisOf(x, axis)]
  if (size === undefined) throw new RangeError(`${x.name} has no axis ${axis}`)
  return size
}

export function requireFit(fits: boolean, op: string, a: Value, b: Value): void {
  if (!fits) throw shapeMismatch(op, a, b)
}

export function shapeMismatch(op: string, a: Value, b: Value): RangeError {
  return new RangeError(`${op}: ${a.name} ${shapeText(a.shape)} and ${b.name} ${shapeText(b.shape)} do not fit`)
}
