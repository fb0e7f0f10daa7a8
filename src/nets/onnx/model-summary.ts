import { fieldBodies, fieldInteger, fieldIntegers, fieldText, parseFields, type WireField } from './protobuf-fields.js'

/** What is to be known of another program's model before it is used. */
export interface ModelSummary {
  readonly irVersion: number
  /** Name and version of the program that wrote it, as far as the file has them. */
  readonly producer: string
  /** Version of each set of operators by its domain; that of ONNX itself is called nothing. */
  readonly opsets: ReadonlyMap<string, number>
  /** Those that have to be given: not the weights that old models list among them. */
  readonly inputs: readonly ModelValue[]
  readonly outputs: readonly ModelValue[]
  /** The nodes of the main graph. */
  readonly nodes: readonly ModelNode[]
  /** `domain:operator` of all nodes, in subgraphs too, that are not functions of the model itself. */
  readonly operators: ReadonlySet<string>
  /** The file beside the model in which weights lie. */
  readonly externalFile: string | undefined
}

export interface ModelValue {
  readonly name: string
  readonly kind: 'tensor' | 'sequence' | 'map' | 'other'
  /** ONNX's number of the element type; 0 where it is not said. */
  readonly elementType: number
  /** Undefined where not even the number of axes is said; an axis without a fixed size has the name of one, or none. */
  readonly shape: readonly (number | string)[] | undefined
}

export interface ModelNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Names of classes that a classifying node gives. */
  readonly classLabels: readonly (string | number)[]
}

const CLASS_LABELS = new Set(['classlabels_strings', 'classlabels_ints', 'classlabels_int64s'])

/** Throws RangeError where the bytes are no model, or cut short. */
export function summarizeModel(model: Uint8Array): ModelSummary {
  const fields = parseFields(model)
  const [graphBytes] = fieldBodies(fields, 7)
  const opsets = new Map(messages(fields, 8).map((set) => [domainOf(fieldText(set, 1)), fieldInteger(set, 2)]))
  if (!graphBytes || opsets.size === 0) throw new RangeError('no graph, or no set of operators')
  const functions = new Set(messages(fields, 25).map((one) => `${domainOf(fieldText(one, 10))}:${fieldText(one, 1)}`))
  const graph = parseFields(graphBytes)
  const weights = new Set(messages(graph, 5).map((tensor) => fieldText(tensor, 8)))
  return {
    irVersion: fieldInteger(fields, 1),
    producer: `${fieldText(fields, 2)} ${fieldText(fields, 3)}`.trim(),
    opsets,
    inputs: messages(graph, 11)
      .map(valueOf)
      .filter(({ name }) => !weights.has(name)),
    outputs: messages(graph, 12).map(valueOf),
    nodes: messages(graph, 1).map(nodeOf),
    operators: new Set(operatorsIn(graph).filter((operator) => !functions.has(operator))),
    externalFile: externalFileOf(graph),
  }
}

function messages(fields: readonly WireField[], number: number): (readonly WireField[])[] {
  return fieldBodies(fields, number).map(parseFields)
}

/** ONNX's own domain has two names. */
function domainOf(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain
}

function operatorOf(node: readonly WireField[]): string {
  return `${domainOf(fieldText(node, 7))}:${fieldText(node, 4)}`
}

function operatorsIn(graph: readonly WireField[]): string[] {
  return messages(graph, 1).flatMap((node) => [operatorOf(node), ...subgraphsOf(node).flatMap(operatorsIn)])
}

function subgraphsOf(node: readonly WireField[]): (readonly WireField[])[] {
  return messages(node, 5).flatMap((attribute) => [...messages(attribute, 6), ...messages(attribute, 11)])
}

function nodeOf(node: readonly WireField[]): ModelNode {
  const labels = messages(node, 5).filter((attribute) => CLASS_LABELS.has(fieldText(attribute, 1)))
  return {
    operator: operatorOf(node),
    inputs: textsOf(node, 1),
    outputs: textsOf(node, 2),
    classLabels: labels.flatMap((attribute) => [...textsOf(attribute, 9), ...fieldIntegers(attribute, 8)]),
  }
}

function textsOf(fields: readonly WireField[], number: number): string[] {
  return fieldBodies(fields, number).map((body) => Buffer.from(body).toString('utf8'))
}

const KINDS: Readonly<Record<number, ModelValue['kind']>> = { 1: 'tensor', 4: 'sequence', 5: 'map' }

function valueOf(value: readonly WireField[]): ModelValue {
  const [type = []] = messages(value, 2)
  const kind = KINDS[type.find(({ kind }) => kind === 'bytes')?.number ?? 0] ?? 'other'
  const [tensor = []] = messages(type, 1)
  const [shape] = messages(tensor, 2)
  return { name: fieldText(value, 1), kind, elementType: fieldInteger(tensor, 1), shape: shape && sizesOf(shape) }
}

function sizesOf(shape: readonly WireField[]): (number | string)[] {
  return messages(shape, 1).map((size) => {
    const fixed = fieldIntegers(size, 1).at(-1)
    // Some exporters write −1 or 0 for a size that is not fixed.
    return fixed !== undefined && fixed > 0 ? fixed : fieldText(size, 2)
  })
}

/** Where the first tensor lies that is not in the model. */
function externalFileOf(graph: readonly WireField[]): string | undefined {
  for (const tensor of messages(graph, 5)) {
    if (fieldInteger(tensor, 14) !== 1) continue
    const entry = messages(tensor, 13).find((pair) => fieldText(pair, 1) === 'location')
    return entry ? fieldText(entry, 2) : 'another file'
  }
  return undefined
}
