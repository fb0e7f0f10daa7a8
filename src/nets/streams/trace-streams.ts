import { integersOf, type ParsedModel, type ParsedNode } from '../onnx/parse-model.js'
import { constantShape } from './constant-shape.js'
import { createStreamPool, type Lagged, type Operand, type StreamPool } from './stream.js'

/** The scores of a net that looks at windows, as a stream; `nodes` are those that a window alone takes. */
export interface TracedScores {
  readonly scores: Lagged
  /** Names of the nodes' results that depend on constants alone. */
  readonly constants: ReadonlySet<string>
  /** How many values of a minute a window computes, for each one that is computed where windows share them. */
  readonly sharing: number
}

/** A value of the graph, a minute at a time, the oldest first. */
interface Sequence {
  readonly slots: readonly Lagged[]
  readonly width: number
  /** [n, minutes, width], [minutes, n, width], or all minutes below each other. */
  readonly layout: 'windows' | 'minutes' | 'flat'
}

/** What has been found of a graph so far. */
interface Trace {
  readonly model: ParsedModel
  readonly pool: StreamPool
  readonly sequences: Map<string, Sequence>
  /** Shapes of constants, by name; undefined where it is not known. */
  readonly constants: Map<string, readonly number[] | undefined>
  /** Values of a minute that a window computes. */
  values: number
}

/**
 * Follows the graph of a net minute by minute: a value that two windows make in the same way of the same minutes is one stream.
 * Zeros before a window are streams as well, so that what a window sees at its beginning is no different. Undefined where the net
 * has something that is not made minute by minute, such as a recurrent layer or a mean over its window.
 */
export function traceStreams(model: ParsedModel): TracedScores | undefined {
  const [, window, inputs] = model.inputs.get('features') ?? []
  if (typeof window !== 'number' || typeof inputs !== 'number') return undefined
  const pool = createStreamPool(inputs)
  const slots = Array.from({ length: window }, (_, minute) => ({ stream: pool.features, lag: window - 1 - minute }))
  const trace: Trace = {
    model,
    pool,
    sequences: new Map([['features', { slots, width: inputs, layout: 'windows' }]]),
    constants: new Map([...model.tensors].map(([name, { shape }]) => [name, shape])),
    values: 0,
  }
  for (const name of ['center', 'scale']) trace.constants.set(name, [inputs])
  for (const node of model.nodes) if (!traceNode(trace, node)) return undefined
  const found = trace.sequences.get('scores')
  const [scores] = found?.slots ?? []
  if (!scores || found?.slots.length !== 1) return undefined
  return { scores, constants: new Set(trace.constants.keys()), sharing: trace.values / pool.size() }
}

/** Follows one node; false where it is not one that can be followed. */
function traceNode(trace: Trace, node: ParsedNode): boolean {
  const [output] = node.outputs
  if (output === undefined) return false
  if (node.inputs.every((name) => trace.constants.has(name))) {
    const shapes = constantShape(node, trace)
    node.outputs.forEach((name, index) => trace.constants.set(name, shapes?.[index]))
    return true
  }
  const result = node.outputs.length === 1 ? sequenceOf(trace, node) : undefined
  if (result) trace.sequences.set(output, result)
  return result !== undefined
}

function sequenceOf(trace: Trace, node: ParsedNode): Sequence | undefined {
  if (ELEMENTWISE.has(node.op)) return elementwise(trace, node)
  const x = trace.sequences.get(node.inputs[0] ?? '')
  switch (node.op) {
    case 'Gemm':
    case 'MatMul':
      return x && product(trace, node, x)
    case 'Transpose':
      return x && transposed(node, x)
    case 'Reshape':
      return x && reshaped(trace, node, x)
    case 'Pad':
      return x && padded(trace, node, x)
    case 'Slice':
      return x && sliced(trace, node, x)
    case 'Gather':
      return x && gathered(trace, node, x)
    default:
      return undefined
  }
}

/** Operators that make each value of values at the same place, or, as Softmax does, each row of the same row. */
const ELEMENTWISE = new Set(
  `Identity Neg Abs Sign Exp Log Sqrt Erf Relu Tanh Sigmoid LeakyRelu Softmax LogSoftmax Add Sub Mul Div Pow Max Clip Greater
   Equal Where`.split(/\s+/),
)

function elementwise(trace: Trace, node: ParsedNode): Sequence | undefined {
  const sequences = node.inputs.flatMap((name) => trace.sequences.get(name) ?? [])
  const [first] = sequences
  if (!first || sequences.some((one) => one.layout !== first.layout || one.slots.length !== first.slots.length))
    return undefined
  const widths = sequences.map(({ width }) => width)
  for (const name of node.inputs) {
    if (trace.sequences.has(name)) continue
    const shape = trace.constants.get(name)
    if (!shape || shape.slice(0, -1).some((size) => size !== 1) || shape.length > 2) return undefined
    widths.push(shape.at(-1) ?? 1)
  }
  const { axis = -1 } = node.attributes
  return axis === -1 ? everySlot(trace, node, first, Math.max(...widths)) : undefined
}

/** What the node makes in each minute of that minute of its inputs. */
function everySlot(
  trace: Trace,
  { op, inputs, attributes }: ParsedNode,
  { slots, layout }: Sequence,
  width: number,
): Sequence {
  trace.values += slots.length
  return {
    layout,
    width,
    slots: slots.map((_, minute) => {
      const operands = inputs.map((name): Operand => trace.sequences.get(name)?.slots[minute] ?? name)
      return trace.pool.node({ op, operands, attributes, width })
    }),
  }
}

function product(trace: Trace, node: ParsedNode, x: Sequence): Sequence | undefined {
  const [, weights = '', added = ''] = node.inputs
  const c = trace.sequences.get(added)
  const width = trace.constants.get(weights)?.at(-1) ?? c?.width ?? trace.constants.get(added)?.at(-1)
  const fits =
    x.layout === 'flat' &&
    Object.keys(node.attributes).length === 0 &&
    trace.constants.has(weights) &&
    (added === '' || trace.constants.has(added) || (c?.layout === 'flat' && c.slots.length === x.slots.length))
  return fits && width !== undefined ? everySlot(trace, node, x, width) : undefined
}

function transposed({ attributes }: ParsedNode, x: Sequence): Sequence | undefined {
  if (JSON.stringify(attributes) !== '{"perm":[1,0,2]}' || x.layout === 'flat') return undefined
  return { ...x, layout: x.layout === 'windows' ? 'minutes' : 'windows' }
}

function reshaped(trace: Trace, node: ParsedNode, x: Sequence): Sequence | undefined {
  const target = integers(trace, node.inputs[1])
  if (!target || target.at(-1) !== x.width || x.layout === 'windows') return undefined
  if (target.length === 2 && target[0] === -1) return { ...x, layout: 'flat' }
  const same = target.length === 3 && target[0] === x.slots.length && target[1] === -1
  return same ? { ...x, layout: 'minutes' } : undefined
}

function padded(trace: Trace, node: ParsedNode, x: Sequence): Sequence | undefined {
  const [before = 0, ...rest] = integers(trace, node.inputs[1]) ?? []
  const after = rest[2] ?? 0
  if (x.layout !== 'minutes' || rest.length !== 5 || rest.some((size, i) => size !== 0 && i !== 2)) return undefined
  const zeros = (count: number): Lagged[] => Array.from({ length: count }, () => trace.pool.zeros(x.width))
  return node.inputs.length === 2 ? { ...x, slots: [...zeros(before), ...x.slots, ...zeros(after)] } : undefined
}

function sliced(trace: Trace, node: ParsedNode, x: Sequence): Sequence | undefined {
  const bounds = node.inputs.slice(1).map((name) => integers(trace, name))
  const [[start] = [], [end] = [], [axis] = []] = bounds
  if (x.layout !== 'minutes' || bounds.length !== 3 || axis !== 0 || start === undefined || end === undefined)
    return undefined
  return { ...x, slots: x.slots.slice(start, end) }
}

function gathered(trace: Trace, node: ParsedNode, x: Sequence): Sequence | undefined {
  const rows = integers(trace, node.inputs[1])
  if (x.layout !== 'minutes' || node.attributes['axis'] !== 0 || !rows) return undefined
  const slots = rows.flatMap((row) => x.slots[row] ?? [])
  return slots.length === rows.length ? { ...x, slots } : undefined
}

function integers({ model }: Trace, name = ''): readonly number[] | undefined {
  const tensor = model.tensors.get(name)
  return tensor?.type === 'int64' ? integersOf(tensor) : undefined
}
