import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { differentiate } from '../../../src/nets/onnx/differentiate.js'
import { gradientRules } from '../../../src/nets/onnx/gradient-rules.js'
import { addInput, newGraph, scalar, type Graph } from '../../../src/nets/onnx/graph.js'
import * as op from '../../../src/nets/onnx/operators.js'
import { padAxis, reduceMax, sliceAxis, takeRows } from '../../../src/nets/onnx/window-operators.js'
import { elementsOf, type Value } from '../../../src/nets/onnx/values.js'
import { evaluator, type Inputs } from './evaluate.js'

type Build = (graph: Graph, ...inputs: Value[]) => Value

interface Case {
  readonly shapes: readonly (readonly number[])[]
  readonly build: Build
  /** Whether the primitive is defined for positive numbers only. */
  readonly positive?: boolean
  /** Whether ONNX Runtime has the primitive in float32 only. */
  readonly single?: boolean
}

const unary = (build: op.Unary, positive = false): Case => ({ shapes: [[3, 4]], build, positive })

/** For each primitive the ways it is used; each is checked by all its inputs. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  Identity: [unary(op.identity)],
  Neg: [unary(op.neg)],
  Exp: [unary(op.exp)],
  Log: [unary(op.log, true)],
  Sqrt: [unary(op.sqrt, true)],
  Relu: [unary(op.relu)],
  LeakyRelu: [unary((g, x) => op.leakyRelu(g, x, 0.25))],
  Abs: [unary(op.abs)],
  Erf: [{ ...unary(op.erf), single: true }],
  Pow: [2, 2.5].map((exponent) => unary((g, x) => op.pow(g, x, scalar(g, 'double', exponent)), true)),
  Tanh: [unary(op.tanh)],
  Sigmoid: [unary(op.sigmoid)],
  Softmax: [unary(op.softmax)],
  LogSoftmax: [unary(op.logSoftmax)],
  Add: binary(op.add),
  Sub: binary(op.sub),
  Mul: [...binary(op.mul), { shapes: [[5]], build: (g, x) => op.mul(g, x, x) }],
  Div: binary(op.div),
  Where: [
    [
      [3, 4],
      [3, 4],
      [3, 4],
    ],
    [[3, 4], [4], [3, 1]],
  ].map((shapes) => ({
    shapes,
    build: (g: Graph, c: Value, a: Value, b: Value) => op.where(g, op.greater(g, c, scalar(g, 'double', 0)), a, b),
  })),
  MatMul: [
    {
      shapes: [
        [3, 4],
        [4, 2],
      ],
      build: op.matMul,
    },
  ],
  Gemm: [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) =>
      [[2], [3, 2], [1, 2], []].map((bias) => ({
        shapes: [transA ? [4, 3] : [3, 4], transB ? [2, 4] : [4, 2], bias],
        build: (g: Graph, a: Value, b: Value, c: Value) => op.gemm(g, a, b, c, { transA, transB }),
      })),
    ),
  ),
  Reshape: [{ shapes: [[3, 4]], build: (g, x) => op.reshape(g, x, [2, 6]) }],
  Transpose: [{ shapes: [[2, 3, 4]], build: (g, x) => op.transpose(g, x, [2, 0, 1]) }],
  Split: [
    { shapes: [[3, 6]], build: (g, x) => op.concat(g, op.split(g, x, [1, 2, 3], -1).toReversed(), -1) },
    { shapes: [[3, 6]], build: (g, x) => at(op.split(g, x, [1, 2, 3], 1), 1) },
  ],
  Concat: [
    {
      shapes: [
        [2, 3],
        [4, 3],
      ],
      build: (g, a, b) => op.concat(g, [a, b, a], 0),
    },
  ],
  ReduceSum: [
    { shapes: [[2, 3, 4]], build: (g, x) => op.reduceSum(g, x, [1]) },
    { shapes: [[2, 3]], build: (g, x) => op.reduceSum(g, x, [0, -1]) },
  ],
  ReduceMax: [
    { shapes: [[4, 3]], build: (g, x) => reduceMax(g, x, 0) },
    { shapes: [[2, 3, 4]], build: (g, x) => reduceMax(g, x, 1) },
  ],
  Slice: [
    { shapes: [[5, 3]], build: (g, x) => sliceAxis(g, x, 0, 1, 4) },
    { shapes: [[2, 4, 3]], build: (g, x) => sliceAxis(g, x, 1, 0, 1) },
  ],
  Gather: [
    { shapes: [[5, 3]], build: (g, x) => takeRows(g, x, [0, 2, 4]) },
    { shapes: [[4, 2, 3]], build: (g, x) => takeRows(g, x, [3, 0, 1, 2]) },
  ],
  Pad: [
    { shapes: [[4, 3]], build: (g, x) => padAxis(g, x, 0, 2, 1) },
    { shapes: [[2, 4, 3]], build: (g, x) => padAxis(g, x, 1, 0, 2) },
  ],
  Expand: [{ shapes: [[3, 1]], build: (g, x) => op.expand(g, x, [2, 3, 4]) }],
}

function binary(build: op.Binary): Case[] {
  const shapes = [
    [
      [3, 4],
      [3, 4],
    ],
    [[3, 4], [4]],
    [
      [3, 1],
      [3, 4],
    ],
    [[], [2, 3]],
    [
      [3, 4],
      [2, 3, 1],
    ],
  ]
  return shapes.map((shapes) => ({ shapes, build }))
}

function at(values: readonly Value[], index: number): Value {
  const value = values[index]
  if (!value) throw new RangeError(`no value ${index}`)
  return value
}

describe('gradient rules', () => {
  it('are all checked', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(gradientRules).sort())
  })

  for (const [primitive, ways] of Object.entries(cases)) {
    it(`${primitive} agrees with finite differences`, async () => {
      for (const way of ways) await checkCase(primitive, way)
    })
  }
})

async function checkCase(primitive: string, { shapes, build, positive = false, single = false }: Case): Promise<void> {
  const [type, step, tolerance] = single ? (['float', 2e-2, 1e-3] as const) : (['double', 1e-5, 1e-7] as const)
  const graph = newGraph('gradients')
  const inputs = shapes.map((shape, i) => addInput(graph, `x${i}`, type, shape))
  const result = build(graph, ...inputs)
  expect(graph.nodes.map((node) => node.op)).toContain(primitive)
  const cotangent = addInput(graph, 'cotangent', type, result.shape)
  const gradients = differentiate(graph, result, cotangent, inputs)
  const evaluate = await evaluator(graph, [result, ...gradients])

  const rng = createRng(5)
  const draw = (): number => (0.2 + rng.float()) * (positive || rng.float() < 0.5 ? 1 : -1)
  const feeds = Object.fromEntries(
    [...inputs, cotangent].map((value) => [value.name, Float64Array.from({ length: elementsOf(value) }, draw)]),
  )
  const weights = feeds['cotangent'] ?? new Float64Array()
  const valueAt = async (changed: Inputs): Promise<number> => {
    const [values = []] = await evaluate(changed)
    return values.reduce((sum, value, i) => sum + value * (weights[i] ?? NaN), 0)
  }
  const [, ...analytic] = await evaluate(feeds)
  for (const [i, input] of inputs.entries()) {
    const numeric = await differences(feeds, input.name, step, valueAt)
    expect(analytic[i]?.length).toBe(numeric.length)
    for (const [k, slope] of numeric.entries()) {
      expect(Math.abs((analytic[i]?.[k] ?? NaN) - slope), `${primitive} by ${input.name}[${k}]`).toBeLessThan(tolerance)
    }
  }
}

/** Central differences by each element of an input. */
async function differences(
  feeds: Inputs,
  name: string,
  step: number,
  valueAt: (feeds: Inputs) => Promise<number>,
): Promise<number[]> {
  const values = feeds[name] ?? new Float64Array()
  const shifted = (k: number, by: number): Promise<number> =>
    valueAt({ ...feeds, [name]: values.with(k, (values[k] ?? NaN) + by) })
  const slopes: number[] = []
  for (const k of values.keys()) slopes.push(((await shifted(k, step)) - (await shifted(k, -step))) / (2 * step))
  return slopes
}
