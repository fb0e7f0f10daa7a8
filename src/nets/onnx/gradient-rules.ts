import { int64Values, scalar, type Graph, type GraphNode } from './graph.js'
import {
  concat,
  div,
  equal,
  exp,
  expand,
  gemm,
  greater,
  mul,
  neg,
  pow,
  reduceSum,
  reshape,
  scaleBy,
  sign,
  split,
  sub,
  sumTo,
  transpose,
  where,
} from './operators.js'
import { sizeOf, type Value } from './values.js'
import { padAxis, putRows, sliceAxis } from './window-operators.js'

/** A node whose outputs' cotangents are known: the derivatives of the differentiated value by them. */
export interface Pullback {
  readonly graph: Graph
  readonly node: GraphNode
  /** Input and output by position; they throw where there is none. */
  input(index: number): Value
  output(index: number): Value
  /** Cotangent of an output; zeros where nothing depends on it. */
  cotangent(index: number): Value
  /** Whether the cotangent of this input is needed: a rule adds no node for one that is not. */
  needs(index: number): boolean
}

/** What a node brings to the cotangent of an input: a value, or what makes of the sum so far the next one, without a node for the addition. */
export type GradientTerm = Value | ((sum: Value | undefined) => Value)

/** What a node brings to the cotangents of its inputs; undefined for those that are not needed or have none. */
export type GradientRule = (pullback: Pullback) => readonly (GradientTerm | undefined)[]

/** One rule a primitive. A layer made of these needs no gradient of its own. */
export const gradientRules: Readonly<Record<string, GradientRule>> = {
  Identity: ofFirstInput((_, cotangent) => cotangent),
  Neg: ofFirstInput(({ graph }, cotangent) => neg(graph, cotangent)),
  Exp: ofFirstInput((p, cotangent) => mul(p.graph, cotangent, p.output(0))),
  Log: ofFirstInput((p, cotangent) => div(p.graph, cotangent, p.input(0))),
  Sqrt: ofFirstInput((p, cotangent) => div(p.graph, scaleBy(p.graph, cotangent, 0.5), p.output(0))),
  Relu: ofFirstInput((p, cotangent) => {
    const zero = scalar(p.graph, cotangent.type, 0)
    return where(p.graph, greater(p.graph, p.output(0), zero), cotangent, zero)
  }),
  LeakyRelu: ofFirstInput((p, cotangent) => {
    const { alpha } = p.node.attributes
    if (typeof alpha !== 'object' || !('float' in alpha)) throw new TypeError('LeakyRelu without alpha')
    const above = greater(p.graph, p.input(0), scalar(p.graph, cotangent.type, 0))
    return where(p.graph, above, cotangent, scaleBy(p.graph, cotangent, alpha.float))
  }),
  Abs: ofFirstInput((p, cotangent) => mul(p.graph, cotangent, sign(p.graph, p.input(0)))),
  Erf: ofFirstInput((p, cotangent) => {
    const bell = exp(p.graph, neg(p.graph, mul(p.graph, p.input(0), p.input(0))))
    return mul(p.graph, cotangent, scaleBy(p.graph, bell, 2 / Math.sqrt(Math.PI)))
  }),
  Pow: ofFirstInput((p, cotangent) => {
    if (p.needs(1)) throw new TypeError('the exponent of Pow must not vary')
    const below = sub(p.graph, p.input(1), scalar(p.graph, cotangent.type, 1))
    const slope = mul(p.graph, p.input(1), pow(p.graph, p.input(0), below))
    return mul(p.graph, cotangent, slope)
  }),
  Tanh: ofFirstInput((p, cotangent) => {
    const square = mul(p.graph, p.output(0), p.output(0))
    return mul(p.graph, cotangent, sub(p.graph, scalar(p.graph, cotangent.type, 1), square))
  }),
  Sigmoid: ofFirstInput((p, cotangent) => {
    const rest = sub(p.graph, scalar(p.graph, cotangent.type, 1), p.output(0))
    return mul(p.graph, cotangent, mul(p.graph, p.output(0), rest))
  }),
  Softmax: ofFirstInput((p, cotangent) => {
    const weighted = mul(p.graph, cotangent, p.output(0))
    const sum = reduceSum(p.graph, weighted, [-1])
    return sub(p.graph, weighted, mul(p.graph, p.output(0), sum))
  }),
  LogSoftmax: ofFirstInput((p, cotangent) => {
    const sum = reduceSum(p.graph, cotangent, [-1])
    return sub(p.graph, cotangent, mul(p.graph, exp(p.graph, p.output(0)), sum))
  }),
  Add: broadcasting(
    (_, cotangent) => cotangent,
    (_, cotangent) => cotangent,
  ),
  Sub: (p) => {
    const taken = p.needs(1) ? sumTo(p.graph, p.cotangent(0), p.input(1).shape) : undefined
    return [
      p.needs(0) ? sumTo(p.graph, p.cotangent(0), p.input(0).shape) : undefined,
      taken && ((sum) => (sum ? sub(p.graph, sum, taken) : neg(p.graph, taken))),
    ]
  },
  Mul: broadcasting(
    (p, cotangent) => mul(p.graph, cotangent, p.input(1)),
    (p, cotangent) => mul(p.graph, cotangent, p.input(0)),
  ),
  Div: broadcasting(
    (p, cotangent) => div(p.graph, cotangent, p.input(1)),
    (p, cotangent) => neg(p.graph, div(p.graph, mul(p.graph, cotangent, p.output(0)), p.input(1))),
  ),
  Where: (p) => {
    const cotangent = p.cotangent(0)
    const zero = scalar(p.graph, cotangent.type, 0)
    const first = p.needs(1) ? where(p.graph, p.input(0), cotangent, zero) : undefined
    const second = p.needs(2) ? where(p.graph, p.input(0), zero, cotangent) : undefined
    return [
      undefined,
      first && sumTo(p.graph, first, p.input(1).shape),
      second && sumTo(p.graph, second, p.input(2).shape),
    ]
  },
  MatMul: (p) => matrixProduct(p, false, false),
  Gemm: (p) => {
    const { transA, transB } = p.node.attributes
    const factors = matrixProduct(p, transA === 1, transB === 1)
    return [...factors, p.needs(2) ? sumTo(p.graph, p.cotangent(0), p.input(2).shape) : undefined]
  },
  Reshape: ofFirstInput((p, cotangent) => reshape(p.graph, cotangent, p.input(0).shape)),
  Transpose: ofFirstInput((p, cotangent) => {
    const { perm } = p.node.attributes
    if (!Array.isArray(perm)) throw new TypeError('Transpose without perm')
    const inverse = p.input(0).shape.map((_, axis) => perm.indexOf(axis))
    return transpose(p.graph, cotangent, inverse)
  }),
  Split: (p) => [
    concat(
      p.graph,
      p.node.outputs.map((_, index) => p.cotangent(index)),
      axisAttribute(p.node),
    ),
  ],
  Concat: (p) => {
    const axis = axisAttribute(p.node)
    return split(
      p.graph,
      p.cotangent(0),
      p.node.inputs.map((input) => sizeOf(input, axis)),
      axis,
    )
  },
  ReduceSum: ofFirstInput((p, cotangent) =>
    expand(
      p.graph,
      cotangent,
      p.input(0).shape.map((_, axis) => sizeOf(p.input(0), axis)),
    ),
  ),
  // Equal largest values share the derivative.
  ReduceMax: ofFirstInput((p, cotangent) => {
    const { axes } = p.node.attributes
    if (!Array.isArray(axes)) throw new TypeError('ReduceMax without axes')
    const [one, zero] = [1, 0].map((value) => scalar(p.graph, cotangent.type, value))
    if (!one || !zero) throw new TypeError('no scalars')
    const largest = where(p.graph, equal(p.graph, p.input(0), p.output(0)), one, zero)
    return mul(p.graph, largest, div(p.graph, cotangent, reduceSum(p.graph, largest, axes)))
  }),
  Slice: ofFirstInput((p, cotangent) => {
    const [start = 0, end = 0, axis = 0] = [1, 2, 3].flatMap((index) => int64Values(p.graph, p.input(index)))
    return padAxis(p.graph, cotangent, axis, start, sizeOf(p.input(0), axis) - end)
  }),
  Gather: ofFirstInput((p, cotangent) => {
    const rows = int64Values(p.graph, p.input(1))
    if (axisAttribute(p.node) !== 0 || new Set(rows).size < rows.length)
      throw new TypeError('Gather of rows that are not all different')
    return putRows(p.graph, cotangent, rows, sizeOf(p.input(0), 0))
  }),
  Pad: ofFirstInput((p, cotangent) => {
    const pads = int64Values(p.graph, p.input(1)).slice(0, cotangent.shape.length)
    const axis = p.input(0).shape.findIndex((size, axis) => size !== cotangent.shape[axis])
    const before = pads[axis] ?? 0
    return axis < 0 ? cotangent : sliceAxis(p.graph, cotangent, axis, before, before + sizeOf(p.input(0), axis))
  }),
  Expand: ofFirstInput((p, cotangent) => sumTo(p.graph, cotangent, p.input(0).shape)),
}

/** The rule of a primitive whose only differentiable input is its first. */
function ofFirstInput(rule: (pullback: Pullback, cotangent: Value) => Value): GradientRule {
  return (pullback) => [rule(pullback, pullback.cotangent(0))]
}

/** The rule of a primitive of two inputs that are broadcast to the shape of the result. */
function broadcasting(...rules: readonly ((pullback: Pullback, cotangent: Value) => Value)[]): GradientRule {
  return (p) =>
    rules.map((rule, index) =>
      p.needs(index) ? sumTo(p.graph, rule(p, p.cotangent(0)), p.input(index).shape) : undefined,
    )
}

/** y = a' · b', where ' transposes if the flag is set: the cotangents are products of the same kind. */
function matrixProduct(p: Pullback, transA: boolean, transB: boolean): readonly (GradientTerm | undefined)[] {
  const [a, b, cotangent] = [p.input(0), p.input(1), p.cotangent(0)]
  const product = (x: Value, y: Value, flagX: boolean, flagY: boolean): GradientTerm => {
    return (sum) => gemm(p.graph, x, y, sum, { transA: flagX, transB: flagY })
  }
  return [
    p.needs(0) ? (transA ? product(b, cotangent, transB, true) : product(cotangent, b, false, !transB)) : undefined,
    p.needs(1) ? (transB ? product(cotangent, a, true, transA) : product(a, cotangent, !transA, false)) : undefined,
  ]
}

function axisAttribute(node: GraphNode): number {
  const { axis } = node.attributes
  if (typeof axis !== 'number') throw new TypeError(`${node.op} without axis`)
  return axis
}
