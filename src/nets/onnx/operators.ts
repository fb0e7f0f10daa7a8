import { addInput, addNode, constant, newSubgraph, scalar, type Graph } from './graph.js'
import {
  broadcastShape,
  addBroadcasting,
  dimensionOf,
  addElementwise,
  requireFit,
  shapeMismatch,
  addSingleOutput,
} from './nodes.js'
import { axisOf, elementsOf, shapeText, sizeOf, type Shape, type Value } from './values.js'

/**
 * ONNX operators as functions: each adds one node and knows the shape and type of its result. A shape that does not fit is
 * a RangeError: a layer checks what its user can get wrong before it comes here.
 */
export type Unary = (graph: Graph, x: Value) => Value
export type Binary = (graph: Graph, a: Value, b: Value) => Value

export const add: Binary = (graph, a, b) => addBroadcasting(graph, 'Add', a, b, a.type)
export const sub: Binary = (graph, a, b) => addBroadcasting(graph, 'Sub', a, b, a.type)
export const mul: Binary = (graph, a, b) => addBroadcasting(graph, 'Mul', a, b, a.type)
export const div: Binary = (graph, a, b) => addBroadcasting(graph, 'Div', a, b, a.type)
export const greater: Binary = (graph, a, b) => addBroadcasting(graph, 'Greater', a, b, 'bool')
export const equal: Binary = (graph, a, b) => addBroadcasting(graph, 'Equal', a, b, 'bool')
/** `a` to the power of the constant `b`. */
export const pow: Binary = (graph, a, b) => addBroadcasting(graph, 'Pow', a, b, a.type)

export const neg: Unary = (graph, x) => addElementwise(graph, 'Neg', x)
export const exp: Unary = (graph, x) => addElementwise(graph, 'Exp', x)
export const log: Unary = (graph, x) => addElementwise(graph, 'Log', x)
export const sqrt: Unary = (graph, x) => addElementwise(graph, 'Sqrt', x)
export const relu: Unary = (graph, x) => addElementwise(graph, 'Relu', x)
export const tanh: Unary = (graph, x) => addElementwise(graph, 'Tanh', x)
export const sigmoid: Unary = (graph, x) => addElementwise(graph, 'Sigmoid', x)
export const abs: Unary = (graph, x) => addElementwise(graph, 'Abs', x)
/** −1, 0 or 1; its derivative is 0 wherever it has one. */
export const sign: Unary = (graph, x) => addElementwise(graph, 'Sign', x)
/** The error function; in float32 only. */
export const erf: Unary = (graph, x) => addElementwise(graph, 'Erf', x)
export const identity: Unary = (graph, x) => addElementwise(graph, 'Identity', x)

/** Along the last axis. */
export const softmax: Unary = (graph, x) => addElementwise(graph, 'Softmax', x, { axis: -1 })
/** Along the last axis. */
export const logSoftmax: Unary = (graph, x) => addElementwise(graph, 'LogSoftmax', x, { axis: -1 })

/** x where it is above 0, else `alpha` · x. */
export function leakyRelu(graph: Graph, x: Value, alpha: number): Value {
  return addElementwise(graph, 'LeakyRelu', x, { alpha: { float: alpha } })
}

/** Multiplication by a number. */
export function scaleBy(graph: Graph, x: Value, factor: number): Value {
  return mul(graph, x, scalar(graph, x.type, factor))
}

export function where(graph: Graph, condition: Value, a: Value, b: Value): Value {
  const shape = broadcastShape(broadcastShape(condition.shape, a.shape), b.shape)
  return addSingleOutput(graph, 'Where', [condition, a, b], a.type, shape)
}

/** Product of matrices, or of a row vector and a matrix. */
export function matMul(graph: Graph, a: Value, b: Value): Value {
  requireFit(b.shape.length === 2 && a.shape.at(-1) === b.shape[0], 'MatMul', a, b)
  return addSingleOutput(graph, 'MatMul', [a, b], a.type, [...a.shape.slice(0, -1), sizeOf(b, 1)])
}

export interface GemmOptions {
  readonly transA?: boolean
  readonly transB?: boolean
}

/** a · b + c of matrices, with a and b transposed first if the options say so; c is broadcast. */
export function gemm(graph: Graph, a: Value, b: Value, c?: Value, options: GemmOptions = {}): Value {
  const { transA = false, transB = false } = options
  const [rows, inner] = transA ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]]
  const [depth, columns] = transB ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]]
  if (rows === undefined || columns === undefined || inner !== depth) throw shapeMismatch('Gemm', a, b)
  const attributes = { ...(transA && { transA: 1 }), ...(transB && { transB: 1 }) }
  return addSingleOutput(graph, 'Gemm', c ? [a, b, c] : [a, b], a.type, [rows, columns], attributes)
}

/** Gives `x` another shape, of which at most one size may be a name. */
export function reshape(graph: Graph, x: Value, shape: Shape): Value {
  const sizes = shape.map((size) => (typeof size === 'number' ? size : -1))
  if (sizes.filter((size) => size < 0).length > 1) throw new RangeError(`cannot reshape to ${shapeText(shape)}`)
  return addSingleOutput(graph, 'Reshape', [x, constant(graph, 'int64', [shape.length], sizes)], x.type, shape)
}

export function transpose(graph: Graph, x: Value, perm: readonly number[]): Value {
  const shape = perm.map((axis) => dimensionOf(x, axis))
  return addSingleOutput(graph, 'Transpose', [x], x.type, shape, { perm })
}

/** Cuts `x` along `axis` into parts of the given sizes. */
export function split(graph: Graph, x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  const front = axisOf(x, axis)
  const outputs = sizes.map((size) => ({ type: x.type, shape: x.shape.with(front, size) }))
  return addNode(graph, 'Split', [x, constant(graph, 'int64', [sizes.length], sizes)], outputs, { axis: front })
}

export function concat(graph: Graph, parts: readonly Value[], axis: number): Value {
  const [first] = parts
  if (!first) throw new RangeError('nothing to concatenate')
  const front = axisOf(first, axis)
  const total = parts.reduce((sum, part) => sum + sizeOf(part, front), 0)
  return addSingleOutput(graph, 'Concat', parts, first.type, first.shape.with(front, total), { axis: front })
}

/** Sums along axes, which stay with size 1. */
export function reduceSum(graph: Graph, x: Value, axes: readonly number[]): Value {
  const fronts = axes.map((axis) => axisOf(x, axis))
  const shape = x.shape.map((size, axis) => (fronts.includes(axis) ? 1 : size))
  const where = constant(graph, 'int64', [fronts.length], fronts)
  return addSingleOutput(graph, 'ReduceSum', [x, where], x.type, shape, { keepdims: 1 })
}

/** Repeats `x` along its axes of size 1, and along new ones in front, to a fixed shape. */
export function expand(graph: Graph, x: Value, shape: readonly number[]): Value {
  return addSingleOutput(graph, 'Expand', [x, constant(graph, 'int64', [shape.length], shape)], x.type, shape)
}

/** Rows of `data` by index along its first axis. */
export function gather(graph: Graph, data: Value, indices: Value): Value {
  return addSingleOutput(graph, 'Gather', [data, indices], data.type, [...indices.shape, ...data.shape.slice(1)], {
    axis: 0,
  })
}

/** The rows from `start` up to but without `end` (int64 [1] each), which are `rows` in number. */
export function sliceRows(graph: Graph, x: Value, start: Value, end: Value, rows: number): Value {
  return addSingleOutput(graph, 'Slice', [x, start, end], x.type, [rows, ...x.shape.slice(1)])
}

/** What the body of a scan computes in one iteration. */
export interface ScanStep {
  /** The states after the iteration. */
  readonly states: readonly Value[]
  /** Values collected over all iterations. */
  readonly outputs: readonly Value[]
}

/**
 * Runs `body` once for each element along the first axis of `elements`, handing states from one iteration to the next.
 * Returns the last states and the collected outputs. The body may read the values of `graph`.
 */
export function scan(
  graph: Graph,
  states: readonly Value[],
  elements: readonly Value[],
  body: (graph: Graph, states: readonly Value[], elements: readonly Value[]) => ScanStep,
): ScanStep {
  const inner = newSubgraph(graph, 'body')
  const innerStates = states.map((state) => addInput(inner, 'state', state.type, state.shape))
  const innerElements = elements.map((element) => addInput(inner, 'element', element.type, element.shape.slice(1)))
  const step = body(inner, innerStates, innerElements)
  inner.outputs.push(...step.states, ...step.outputs)
  const steps = elements[0] ? dimensionOf(elements[0], 0) : 0
  const outputs = [
    ...states.map(({ type, shape }) => ({ type, shape })),
    ...step.outputs.map(({ type, shape }) => ({ type, shape: [steps, ...shape] })),
  ]
  const attributes = { body: inner, num_scan_inputs: elements.length }
  const values = addNode(graph, 'Scan', [...states, ...elements], outputs, attributes)
  return { states: values.slice(0, states.length), outputs: values.slice(states.length) }
}

/** `value` summed over the axes along which it was broadcast from `shape`. */
export function sumTo(graph: Graph, value: Value, shape: Shape): Value {
  const extra = value.shape.length - shape.length
  const axes = value.shape.flatMap((size, axis) => (axis < extra || size !== shape[axis - extra] ? [axis] : []))
  if (axes.length === 0) return value
  const [rows] = value.shape
  if (axes.length === 1 && axes[0] === 0 && extra === 1 && value.shape.length === 2 && typeof rows === 'number') {
    // Much faster than ReduceSum on tall matrices.
    return matMul(graph, constant(graph, value.type, [rows], Array<number>(rows).fill(1)), value)
  }
  const sum = reduceSum(graph, value, axes)
  return extra === 0 ? sum : reshape(graph, sum, shape)
}

export function zeros(graph: Graph, like: Value): Value {
  return constant(graph, like.type, like.shape, Array<number>(elementsOf(like)).fill(0))
}
