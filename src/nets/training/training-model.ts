import type { NetPlan } from '../plan/plan-net.js'
import { crossEntropy, type LossSpec } from '../losses/cross-entropy.js'
import { differentiate } from '../onnx/differentiate.js'
import { addInput, addOutput, newGraph, type Graph } from '../onnx/graph.js'
import { concat, reshape, scan, sliceRows, split, type ScanStep } from '../onnx/operators.js'
import { serialize } from '../onnx/serialize.js'
import { withoutTiny } from '../onnx/tiny-values.js'
import type { Value } from '../onnx/values.js'
import { clipGradient, regularize, type GradientClip, type Regularization } from '../optimizers/clip-gradient.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { addBatchInputs, type GatherOptions } from './training-batches.js'

export interface TrainingModelOptions extends Omit<GatherOptions, 'classWeights'> {
  readonly optimizer: Optimizer
  readonly loss?: LossSpec
  readonly clip?: GradientClip
  readonly regularization?: Regularization
}

/**
 * Many steps of training as one ONNX model. Inputs: `features` [n, inputs], `labels` int32 [n] and, if rows are weighted,
 * `sampleWeights` [n], unless `data` says where they lie; `rows` int32 [steps, batch]: of a net with a window, row r stands
 * for the rows r − window + 1 … r; `rates` [steps] of the optimiser, and `decays` [steps] where it has a decay; `weights` and
 * `moment{i}` [weights]; for each mask of the plan `pool{i}` [poolRows, …] and int64 `from{i}`, `to{i}` [steps, 1]: the
 * pool's rows that a step takes. Outputs: `losses` [steps], `next_weights`, `next_moment{i}`.
 *
 * Throws UserError where a primitive of the net has no gradient rule.
 */
export function buildTrainingModel(plan: NetPlan, options: TrainingModelOptions): Uint8Array {
  const graph = newGraph('training')
  const { elements, read } = stepReader(graph, plan, options)
  const weights = addInput(graph, 'weights', 'float', [plan.weights])
  const moments = range(options.optimizer.moments).map((i) => addInput(graph, `moment${i}`, 'float', [plan.weights]))
  const last = scan(graph, [weights, ...moments], elements, (body, [weights, ...moments], scanned) => {
    if (!weights) throw new Error('a scan without its states')
    return trainingStep(body, plan, options, { weights, moments, ...read(body, scanned) })
  })
  for (const [i, value] of last.states.entries()) addOutput(graph, i ? `next_moment${i - 1}` : 'next_weights', value)
  for (const value of last.outputs) addOutput(graph, 'losses', value)
  return serialize(graph)
}

/** What each step reads beside the state, as the elements of a scan, and how its body finds them again. */
interface StepReader {
  readonly elements: readonly Value[]
  readonly read: (body: Graph, scanned: readonly Value[]) => Omit<StepInputs, 'weights' | 'moments'>
}

function stepReader(graph: Graph, plan: NetPlan, options: TrainingModelOptions): StepReader {
  const { batchSize, optimizer, loss } = options
  const { classWeights } = loss ?? {}
  const batches = addBatchInputs(graph, plan, { ...options, ...(classWeights && { classWeights }) })
  const rates = addInput(graph, 'rates', 'float', ['steps'])
  const decays = optimizer.decay && addInput(graph, 'decays', 'float', ['steps'])
  const pools = maskPools(graph, plan)
  const optional = [batches.weights, decays].filter((value) => value !== undefined)
  const bounds = pools.flatMap(({ from, to }) => [from, to])
  return {
    elements: [batches.features, batches.targets, rates, ...optional, ...bounds],
    read: (body, [features, targets, rate, ...rest]) => {
      if (!features || !targets || !rate) throw new Error('a scan without its elements')
      const rowWeights = batches.weights && rest.shift()
      const decay = decays && rest.shift()
      const masks = pools.map(({ pool }) => {
        const [from, to] = rest.splice(0, 2)
        if (!from || !to) throw new Error('a mask without its rows')
        return sliceRows(body, pool, from, to, batchSize)
      })
      return { features, targets, rate, masks, ...(rowWeights && { rowWeights }), ...(decay && { decay }) }
    },
  }
}

interface StepInputs {
  readonly weights: Value
  readonly moments: readonly Value[]
  readonly features: Value
  readonly targets: Value
  readonly rowWeights?: Value
  readonly rate: Value
  readonly decay?: Value
  readonly masks: readonly Value[]
}

/** One step: forward, loss, gradient, optimiser. */
function trainingStep(graph: Graph, plan: NetPlan, options: TrainingModelOptions, inputs: StepInputs): ScanStep {
  const { weights, features, targets, rowWeights } = inputs
  const parameters = parametersOf(graph, plan, weights)
  const statistics = new Map<number, Value>()
  const update = (parameter: number, next: Value): void => void statistics.set(parameter, next)
  const logits = plan.logits(graph, features, { parameters, masks: inputs.masks, update })
  const { loss, cotangent } = crossEntropy(graph, logits, targets, options.loss, rowWeights)
  const [raw] = differentiate(graph, logits, cotangent, [weights])
  if (!raw) throw new Error('no gradient')
  const gradient = limitGradient(graph, plan, options, withoutTiny(graph, raw), weights)
  const next = options.optimizer.apply(graph, { ...inputs, gradient })
  const nextWeights = statistics.size > 0 ? withStatistics(graph, plan, next.weights, statistics) : next.weights
  return { states: [nextWeights, ...next.moments], outputs: [loss] }
}

/** The plan's parameters, cut from the vector of all weights. */
function parametersOf(graph: Graph, plan: NetPlan, weights: Value): readonly Value[] {
  const sorted = plan.parameters.toSorted((a, b) => a.offset - b.offset)
  const lengths = sorted.map(({ length }) => length)
  const parts = split(graph, weights, lengths, 0)
  return plan.parameters.map((parameter) => {
    const part = parts[sorted.indexOf(parameter)]
    if (!part) throw new Error('a parameter without its part')
    return parameter.shape.length === 1 ? part : reshape(graph, part, parameter.shape)
  })
}

function limitGradient(
  graph: Graph,
  plan: NetPlan,
  { regularization, clip }: TrainingModelOptions,
  gradient: Value,
  weights: Value,
): Value {
  const regularized = regularization
    ? regularize(graph, gradient, weights, regularizedWeights(plan), regularization)
    : gradient
  return clip ? clipGradient(graph, regularized, clip) : regularized
}

function regularizedWeights(plan: NetPlan): readonly number[] {
  const flags = Array<number>(plan.weights).fill(0)
  for (const { regularized, offset, length } of plan.parameters) if (regularized) flags.fill(1, offset, offset + length)
  return flags
}

/** The weights after the optimiser's step, with the statistics at their end as the layers set them. */
function withStatistics(graph: Graph, plan: NetPlan, weights: Value, next: ReadonlyMap<number, Value>): Value {
  const indices = [...next.keys()].sort((a, b) => offsetOf(plan, a) - offsetOf(plan, b))
  const from = Math.min(...indices.map((index) => offsetOf(plan, index)))
  const [optimized] = split(graph, weights, [from, plan.weights - from], 0)
  const values = indices.flatMap((index) => next.get(index) ?? [])
  if (!optimized) throw new Error('no weights')
  return concat(graph, [optimized, ...values], 0)
}

function offsetOf(plan: NetPlan, index: number): number {
  return plan.parameters[index]?.offset ?? 0
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
