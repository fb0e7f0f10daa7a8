import type { NetPlan } from './layers/plan-layers.js'
import { crossEntropy } from './losses/cross-entropy.js'
import { differentiate } from './onnx/differentiate.js'
import { addInitializer, addInput, addOutput, constant, newGraph, type ExternalData, type Graph } from './onnx/graph.js'
import { gather, reshape, scan, sliceRows, split, type ScanStep } from './onnx/operators.js'
import { serialize } from './onnx/serialize.js'
import type { Value } from './onnx/values.js'
import type { Optimizer } from './optimizers/optimizer.js'

export interface TrainingGraphOptions {
  readonly batchSize: number
  readonly optimizer: Optimizer
  /** Where features and labels lie in a file; left out, they are inputs of the model. */
  readonly data?: ExternalRows
}

export interface ExternalRows {
  readonly rows: number
  readonly features: ExternalData
  readonly labels: ExternalData
}

/**
 * Many steps of training as one ONNX model. Inputs: `features` [n, inputs] and `labels` int32 [n], unless `data` says where
 * they lie; `rows` int32 [steps, batch]; `rates` [steps] of the optimiser; `weights` and `moment{i}` [weights]; for each
 * mask of the plan `pool{i}` [poolRows, …] and int64 `from{i}`, `to{i}` [steps, 1]: the pool's rows that a step takes.
 * Outputs: `losses` [steps], `next_weights`, `next_moment{i}`.
 *
 * Throws UserError where a primitive of the net has no gradient rule.
 */
export function trainingGraph(plan: NetPlan, options: TrainingGraphOptions): Uint8Array {
  const { batchSize, optimizer } = options
  const graph = newGraph('training')
  const { features, targets } = batchesOf(graph, plan, options)
  const rates = addInput(graph, 'rates', 'float', ['steps'])
  const weights = addInput(graph, 'weights', 'float', [plan.weights])
  const moments = range(optimizer.moments).map((i) => addInput(graph, `moment${i}`, 'float', [plan.weights]))
  const pools = maskPools(graph, plan)
  const states = [weights, ...moments]
  const elements = [features, targets, rates, ...pools.flatMap(({ from, to }) => [from, to])]
  const { states: last, outputs } = scan(graph, states, elements, (body, [weights, ...moments], scanned) => {
    const [features, targets, rate, ...bounds] = scanned
    if (!weights || !features || !targets || !rate) throw new Error('a scan without its elements')
    const masks = pools.map(({ pool }, i) => {
      const [from, to] = bounds.slice(2 * i)
      if (!from || !to) throw new Error('a mask without its rows')
      return sliceRows(body, pool, from, to, batchSize)
    })
    return trainingStep(body, plan, optimizer, { weights, moments, features, targets, rate, masks })
  })
  for (const [i, value] of last.entries()) addOutput(graph, i ? `next_moment${i - 1}` : 'next_weights', value)
  for (const value of outputs) addOutput(graph, 'losses', value)
  return serialize(graph)
}

interface StepInputs {
  readonly weights: Value
  readonly moments: readonly Value[]
  readonly features: Value
  readonly targets: Value
  readonly rate: Value
  readonly masks: readonly Value[]
}

/** Forward, loss, gradient, optimiser. */
function trainingStep(graph: Graph, plan: NetPlan, optimizer: Optimizer, inputs: StepInputs): ScanStep {
  const { weights, moments, features, targets, rate, masks } = inputs
  const parts = split(
    graph,
    weights,
    plan.parameters.map(({ length }) => length),
    0,
  )
  const parameters = plan.parameters.map(({ shape }, i) => {
    const part = parts[i]
    if (!part) throw new Error('a parameter without its part')
    return shape.length === 1 ? part : reshape(graph, part, shape)
  })
  const logits = plan.logits(graph, features, { parameters, masks })
  const { loss, cotangent } = crossEntropy(graph, logits, targets)
  const [gradient] = differentiate(graph, logits, cotangent, [weights])
  if (!gradient) throw new Error('no gradient')
  const next = optimizer.apply(graph, { weights, gradient, moments, rate })
  return { states: [next.weights, ...next.moments], outputs: [loss] }
}

/** Features [steps, batch, inputs] and one-hot targets [steps, batch, classes] of the asked rows. */
function batchesOf(graph: Graph, plan: NetPlan, { batchSize, data }: TrainingGraphOptions) {
  const { inputs, classes } = plan
  const features = data
    ? addInitializer(graph, 'features', 'float', [data.rows, inputs], data.features)
    : addInput(graph, 'features', 'float', ['n', inputs])
  const labels = data
    ? addInitializer(graph, 'labels', 'int32', [data.rows], data.labels)
    : addInput(graph, 'labels', 'int32', ['n'])
  const rows = addInput(graph, 'rows', 'int32', ['steps', batchSize])
  // ONNX Runtime's OneHot lacks these types.
  const oneHot = constant(
    graph,
    'float',
    [classes, classes],
    range(classes ** 2).map((i) => Number(i % (classes + 1) === 0)),
  )
  return { features: gather(graph, features, rows), targets: gather(graph, oneHot, gather(graph, labels, rows)) }
}

interface MaskPool {
  readonly pool: Value
  readonly from: Value
  readonly to: Value
}

function maskPools(graph: Graph, plan: NetPlan): readonly MaskPool[] {
  return plan.masks.map(({ shape }, i) => ({
    pool: addInput(graph, `pool${i}`, 'float', ['poolRows', ...shape]),
    from: addInput(graph, `from${i}`, 'int64', ['steps', 1]),
    to: addInput(graph, `to${i}`, 'int64', ['steps', 1]),
  }))
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}
