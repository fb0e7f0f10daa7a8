import {
  changeFields,
  changeNested,
  type FieldChange,
  fieldBodies,
  encodeBytesField,
  fieldInteger,
  fieldText,
  parseFields,
  type WireField,
} from './protobuf-fields.js'

/** Bytes of a file beside a model. */
interface Place {
  readonly file: string
  readonly offset: number
  /** Undefined: to the end of the file. */
  readonly length: number | undefined
}

// Numbers of the fields of ONNX's messages that hold tensors, or messages that do.
const MODEL = { graph: 7, function: 25 }
const GRAPH = { node: 1, initializer: 5, sparseInitializer: 15 }
const FUNCTION_NODE = 7
const NODE_ATTRIBUTE = 5
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 }
const SPARSE = { values: 1, indices: 2 }
const TENSOR = { name: 8, raw: 9, external: 13, location: 14 }
const EXTERNAL = 1

/** Names of the files beside a model, as it gives them, in which weights lie. Throws RangeError where the bytes are no model. */
export function listExternalFiles(model: Uint8Array): string[] {
  const files = new Set<string>()
  changeTensors(model, (tensor) => {
    const place = placeOf(parseFields(tensor))
    if (place) files.add(place.file)
    return tensor
  })
  return [...files]
}

/**
 * The model with all its weights inside, as if it had been saved as one file. Throws RangeError naming the weights that a file
 * is too short for.
 */
export function embedExternalWeights(model: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return changeTensors(model, (tensor) => {
    const fields = parseFields(tensor)
    const place = placeOf(fields)
    if (!place) return tensor
    const rest = fields.filter(({ number }) => number !== TENSOR.external && number !== TENSOR.location)
    const values = bytesAt(place, files, fieldText(fields, TENSOR.name))
    return Buffer.concat([...rest.map(({ whole }) => whole), encodeBytesField(TENSOR.raw, values)])
  })
}

function bytesAt({ file, offset, length }: Place, files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(file) ?? new Uint8Array()
  const end = length === undefined ? bytes.length : offset + length
  if (offset <= end && end <= bytes.length) return bytes.subarray(offset, end)
  throw new RangeError(`${file} ends before the weights ${name}`)
}

function placeOf(tensor: readonly WireField[]): Place | undefined {
  if (fieldInteger(tensor, TENSOR.location) !== EXTERNAL) return undefined
  const entries = new Map(
    fieldBodies(tensor, TENSOR.external)
      .map(parseFields)
      .map((pair) => [fieldText(pair, 1), fieldText(pair, 2)]),
  )
  const length = entries.get('length')
  return {
    file: entries.get('location') ?? '',
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? undefined : Number(length),
  }
}

/** The model with every tensor changed: of the graph, of graphs inside it, of nodes and of functions. */
function changeTensors(model: Uint8Array, change: (tensor: Uint8Array) => Uint8Array): Uint8Array {
  const tensor = changeNested(change)
  const sparse = changeNested((message) => changeFields(message, { [SPARSE.values]: tensor, [SPARSE.indices]: tensor }))
  const subgraph: FieldChange = (field) => changeNested(graph)(field)
  const attribute = changeNested((message) =>
    changeFields(message, {
      [ATTRIBUTE.tensor]: tensor,
      [ATTRIBUTE.tensors]: tensor,
      [ATTRIBUTE.sparse]: sparse,
      [ATTRIBUTE.sparses]: sparse,
      [ATTRIBUTE.graph]: subgraph,
      [ATTRIBUTE.graphs]: subgraph,
    }),
  )
  const node = changeNested((message) => changeFields(message, { [NODE_ATTRIBUTE]: attribute }))
  function graph(message: Uint8Array): Uint8Array {
    return changeFields(message, {
      [GRAPH.node]: node,
      [GRAPH.initializer]: tensor,
      [GRAPH.sparseInitializer]: sparse,
    })
  }
  return changeFields(model, {
    [MODEL.graph]: changeNested(graph),
    [MODEL.function]: changeNested((message) => changeFields(message, { [FUNCTION_NODE]: node })),
  })
}
