import { changeFields, changeNested, type FieldChange, encodeBytesField } from './protobuf-fields.js'

// Numbers of the fields of ONNX's messages that hold names, or messages that do.
const NODE = { input: 1, output: 2, name: 3, attribute: 5 }
const ATTRIBUTE = { graph: 6, graphs: 11 }
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13, annotation: 14, sparseInitializer: 15 }
const TENSOR_NAME = 8
const VALUE_NAME = 1
const SPARSE_VALUES = 1

/**
 * A graph with `prefix` before the name of every value and node, in its subgraphs too, so that none is called like those of a
 * graph around it. Notes on types of values inside are left out: they may be of a fixed number of rows.
 */
export function prefixValues(graph: Uint8Array, prefix: string): Uint8Array {
  const name: FieldChange = ({ number, body }) => {
    const text = Buffer.from(body).toString('utf8')
    // An input that is left out is called nothing.
    return encodeBytesField(number, text === '' ? text : `${prefix}${text}`)
  }
  const attribute = (message: Uint8Array): Uint8Array =>
    changeFields(message, { [ATTRIBUTE.graph]: changeNested(subgraph), [ATTRIBUTE.graphs]: changeNested(subgraph) })
  const node = (message: Uint8Array): Uint8Array =>
    changeFields(message, {
      [NODE.input]: name,
      [NODE.output]: name,
      [NODE.name]: name,
      [NODE.attribute]: changeNested(attribute),
    })
  const tensor = (message: Uint8Array): Uint8Array => changeFields(message, { [TENSOR_NAME]: name })
  const value = changeNested((message) => changeFields(message, { [VALUE_NAME]: name }))
  function subgraph(message: Uint8Array): Uint8Array {
    return changeFields(message, {
      [GRAPH.node]: changeNested(node),
      [GRAPH.initializer]: changeNested(tensor),
      [GRAPH.sparseInitializer]: changeNested((sparse) =>
        changeFields(sparse, { [SPARSE_VALUES]: changeNested(tensor) }),
      ),
      [GRAPH.input]: value,
      [GRAPH.output]: value,
      [GRAPH.valueInfo]: () => undefined,
      [GRAPH.annotation]: () => undefined,
    })
  }
  return subgraph(graph)
}
