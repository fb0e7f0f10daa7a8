import type { NetPlan } from '../plan/plan-net.js'
import { addInitializer, addInput, constant, type ExternalData, type Graph } from '../onnx/graph.js'
import { add, gather, mul, reshape } from '../onnx/operators.js'
import type { Value } from '../onnx/values.js'

export interface ExternalRowData {
  readonly rows: number
  readonly features: ExternalData
  readonly labels: ExternalData
  readonly sampleWeights?: ExternalData
}

export interface GatherOptions {
  readonly batchSize: number
  /** Where the data lie in a file; left out, they are inputs of the model. */
  readonly data?: ExternalRowData
  readonly classWeights?: readonly number[]
  /** Whether each row has a weight of its own. */
  readonly sampleWeights?: boolean
}

/** What the steps read, gathered by their rows; the first axis is the step. */
export interface Batches {
  /** [steps, batch, inputs], or [steps, window, batch, inputs] */
  readonly features: Value
  /** One-hot [steps, batch, classes] */
  readonly targets: Value
  /** [steps, batch, 1], where rows or classes are weighted. */
  readonly weights?: Value
}

/** Adds the inputs `features`, `labels`, `rows` and `sampleWeights`, and the nodes that gather the batches from them. */
export function addBatchInputs(graph: Graph, plan: NetPlan, options: GatherOptions): Batches {
  const { batchSize, data } = options
  const { inputs, classes } = plan
  const features = data
    ? addInitializer(graph, 'features', 'float', [data.rows, inputs], data.features)
    : addInput(graph, 'features', 'float', ['n', inputs])
  const labels = data
    ? addInitializer(graph, 'labels', 'int32', [data.rows], data.labels)
    : addInput(graph, 'labels', 'int32', ['n'])
  const rows = addInput(graph, 'rows', 'int32', ['steps', batchSize])
  const chosen = gather(graph, labels, rows)
  const weights = weightsOf(graph, rows, chosen, options)
  return {
    features: gather(graph, features, plan.window > 1 ? windowRows(graph, rows, plan.window, batchSize) : rows),
    targets: gather(graph, identity(graph, classes), chosen),
    ...(weights && { weights }),
  }
}

/** The rows of a window, counted from its last one. */
export function windowOffsets(window: number): number[] {
  return Array.from({ length: window }, (_, minute) => minute - window + 1)
}

/** For each row r the rows r − window + 1 … r, minutes first: [steps, window, batch]. A view: nothing is copied before. */
function windowRows(graph: Graph, rows: Value, window: number, batchSize: number): Value {
  const back = constant(graph, 'int32', [window, 1], windowOffsets(window))
  return add(graph, reshape(graph, rows, ['steps', 1, batchSize]), back)
}

function weightsOf(graph: Graph, rows: Value, labels: Value, options: GatherOptions): Value | undefined {
  const { batchSize, data, classWeights, sampleWeights = false } = options
  const parts: Value[] = []
  if (classWeights) {
    parts.push(gather(graph, constant(graph, 'float', [classWeights.length], classWeights), labels))
  }
  if (data?.sampleWeights) {
    parts.push(gather(graph, addInitializer(graph, 'sampleWeights', 'float', [data.rows], data.sampleWeights), rows))
  } else if (sampleWeights) {
    parts.push(gather(graph, addInput(graph, 'sampleWeights', 'float', ['n']), rows))
  }
  const [first, ...rest] = parts
  if (!first) return undefined
  const product = rest.reduce((all, part) => mul(graph, all, part), first)
  return reshape(graph, product, ['steps', batchSize, 1])
}

/** The unit matrix, whose rows are one-hot: ONNX Runtime's OneHot lacks these types. */
function identity(graph: Graph, classes: number): Value {
  const values = Array.from({ length: classes ** 2 }, (_, i) => Number(i % (classes + 1) === 0))
  return constant(graph, 'float', [classes, classes], values)
}
