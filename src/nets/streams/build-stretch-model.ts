import { addInitializer, addInput, addNode, addOutput, constant, newGraph, type Graph } from '../onnx/graph.js'
import { addSingleOutput } from '../onnx/nodes.js'
import { parseModel, type ParsedModel } from '../onnx/parse-model.js'
import { serialize } from '../onnx/serialize.js'
import type { Value } from '../onnx/values.js'
import { traceStreams, type TracedScores } from './trace-streams.js'
import type { Lagged, Stream } from './stream.js'

/** A net over consecutive minutes, whose windows share what they have in common. */
export interface StretchModel {
  /** ONNX: `features` [minutes, inputs], `center`, `scale` [inputs]; `scores` [minutes − before, classes], those of the last minutes. */
  readonly model: Uint8Array
  /** Minutes at the beginning that have no scores. */
  readonly before: number
  /** How many values a window computes for each one that is computed where windows share them. */
  readonly sharing: number
}

/** Below this it costs as much to share as to compute anew. */
const MIN_SHARING = 2

/**
 * The model of a net that looks at a window of minutes, as one over a stretch of them: with the same operators on the same values, in
 * the same order, so that the scores have the same bits. Undefined where a net's windows have little in common.
 */
export function buildStretchModel(windows: Uint8Array): StretchModel | undefined {
  const parsed = parseModel(windows)
  const traced = parsed && traceStreams(parsed)
  if (!parsed || !traced || traced.sharing < MIN_SHARING) return undefined
  const graph = newGraph('stretch')
  const { value, before } = emit(graph, parsed, traced)
  addOutput(graph, 'scores', value)
  return { model: serialize(graph), before, sharing: traced.sharing }
}

/** A stream's values from the minute `before` on. */
interface Emitted {
  readonly value: Value
  readonly before: number
}

interface Emitter {
  readonly graph: Graph
  /** The features' input. */
  readonly features: Value
  /** Values by their name in the model of windows. */
  readonly constants: ReadonlyMap<string, Value>
  readonly streams: Map<Stream, Emitted>
  /** Parts of a stream's values, by where they begin and end. */
  readonly parts: Map<string, Value>
}

function emit(graph: Graph, parsed: ParsedModel, { scores, constants }: TracedScores): Emitted {
  const [width = 0] = (parsed.inputs.get('features') ?? []).slice(-1).map(Number)
  const features = addInput(graph, 'features', 'float', ['minutes', width])
  const emitter: Emitter = {
    graph,
    features,
    constants: copyConstants(graph, parsed, constants, width),
    streams: new Map(),
    parts: new Map(),
  }
  const { value, before } = emitStream(emitter, scores.stream)
  const late = before + scores.lag
  return { value: partOf(emitter, { value, before }, scores.lag, late), before: late }
}

/** The tensors of the model, its scaler, and what it makes of them alone. */
function copyConstants(
  graph: Graph,
  { nodes, tensors }: ParsedModel,
  names: ReadonlySet<string>,
  width: number,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>()
  for (const name of ['center', 'scale']) values.set(name, addInput(graph, name, 'float', [width]))
  for (const [name, { type, shape, data }] of tensors) values.set(name, addInitializer(graph, name, type, shape, data))
  for (const { op, inputs, outputs, attributes } of nodes) {
    if (!outputs.every((name) => names.has(name))) continue
    const read = inputs.flatMap((name) => values.get(name) ?? [])
    const made = addNode(
      graph,
      op,
      read,
      outputs.map((hint) => ({ hint, type: 'float', shape: [] })),
      attributes,
    )
    outputs.forEach((name, index) => {
      const value = made[index]
      if (value) values.set(name, value)
    })
  }
  return values
}

function emitStream(emitter: Emitter, stream: Stream): Emitted {
  const known = emitter.streams.get(stream)
  if (known) return known
  const made = makeStream(emitter, stream)
  emitter.streams.set(stream, made)
  return made
}

function makeStream(emitter: Emitter, stream: Stream): Emitted {
  if (stream.kind === 'features') return { value: emitter.features, before: 0 }
  if (stream.kind === 'zeros') return { value: zeros(emitter, stream.width), before: 0 }
  const lagged = stream.operands.filter((operand): operand is Lagged => typeof operand !== 'string')
  const before = Math.max(0, ...lagged.map(({ stream, lag }) => emitStream(emitter, stream).before + lag))
  const operands = stream.operands.flatMap((operand) =>
    typeof operand === 'string'
      ? (emitter.constants.get(operand) ?? [])
      : partOf(emitter, emitStream(emitter, operand.stream), operand.lag, before),
  )
  const { op, width, attributes } = stream
  return { value: addSingleOutput(emitter.graph, op, operands, 'float', ['rows', width], attributes), before }
}

/** A stream as it was `lag` minutes ago, from the minute `from` on. */
function partOf({ graph, parts }: Emitter, { value, before }: Emitted, lag: number, from: number): Value {
  const start = from - lag - before
  if (start === 0 && lag === 0) return value
  const key = `${value.name} ${start} ${lag}`
  const known = parts.get(key)
  if (known) return known
  const end = lag > 0 ? -lag : Number.MAX_SAFE_INTEGER
  const bounds = [start, end, 0].map((bound) => constant(graph, 'int64', [1], [bound]))
  const part = addSingleOutput(graph, 'Slice', [value, ...bounds], value.type, value.shape)
  parts.set(key, part)
  return part
}

/** Zeros [minutes, width]: what layers see before a window. */
function zeros({ graph, features }: Emitter, width: number): Value {
  const shape = addSingleOutput(graph, 'Shape', [features], 'int64', [2])
  const bounds = [0, 1].map((bound) => constant(graph, 'int64', [1], [bound]))
  const minutes = addSingleOutput(graph, 'Slice', [shape, ...bounds], 'int64', [1])
  const sizes = addSingleOutput(graph, 'Concat', [minutes, constant(graph, 'int64', [1], [width])], 'int64', [2], {
    axis: 0,
  })
  return addSingleOutput(graph, 'ConstantOfShape', [sizes], 'float', ['minutes', width])
}
