import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { createSession } from '../../../src/nets/onnx/session.js'
import { addOutput, type Graph } from '../../../src/nets/onnx/graph.js'
import { serialize } from '../../../src/nets/onnx/serialize.js'
import { sizeOf, type Value } from '../../../src/nets/onnx/values.js'

/** Numbers of a float64 input by name. */
export type Inputs = Readonly<Record<string, Float64Array>>

/** A graph of float64 or float32 inputs, ready to run: `results` become its outputs, in this order. */
export async function evaluator(
  graph: Graph,
  results: readonly Value[],
): Promise<(inputs: Inputs) => Promise<number[][]>> {
  const names = results.map((value, i) => addOutput(graph, `result${i}`, value).name)
  const session = await createSession(serialize(graph))
  return async (inputs) => {
    const outputs = await session.run(feedsOf(graph, inputs))
    return names.map((name) => numbersOf(outputs, name))
  }
}

function feedsOf(graph: Graph, inputs: Inputs): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map((value) => {
      const values = inputs[value.name]
      if (!values) throw new Error(`no values for ${value.name}`)
      const sizes = value.shape.map((_, axis) => sizeOf(value, axis))
      const tensor = value.type === 'float' ? new Tensor('float32', Float32Array.from(values), sizes) : undefined
      return [value.name, tensor ?? new Tensor('float64', values, sizes)]
    }),
  )
}

function numbersOf(outputs: InferenceSession.ReturnType, name: string): number[] {
  const data = outputs[name]?.data
  if (!(data instanceof Float64Array || data instanceof Float32Array)) throw new Error(`${name} is no float`)
  return [...data]
}
