import { basename } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { UserError, messageOf } from '../core/errors.js'
import { checkOptions } from './check-options.js'
import { checkChunk, checkRows, checkSettings, checkState } from './check-training.js'
import { planForKernel, type Engine } from './choose-engine.js'
import { inferenceGraph } from './inference-graph.js'
import { initialWeights } from './initial-weights.js'
import { planNet, type NetPlan } from './layers/plan-layers.js'
import type { ExternalData } from './onnx/graph.js'
import { createSession } from './onnx/session.js'
import type { Optimizer } from './optimizers/optimizer.js'
import { optimizerOf } from './optimizers/optimizer-of.js'
import { scheduleFactor } from './optimizers/schedule.js'
import { openScorer } from './scorer.js'
import { stepRunner, type StepRunner, type StepRunnerOptions } from './step-runner.js'
import type { TrainerSpec, TrainingChunk, TrainingFile, TrainingRows, TrainingState } from './trainer.js'
import type { ExternalRows } from './training-batches.js'
import { trainingGraph } from './training-graph.js'
import { lodge } from './wasm/data-home.js'
import type { WasmPlan } from './wasm/wasm-plan.js'
import { wasmStepRunner } from './wasm/wasm-step-runner.js'

/** What a trainer does, on the thread of the caller: `run` blocks it. */
export interface TrainingSession {
  readonly weights: number
  run(chunk: TrainingChunk): Promise<Float32Array>
  state(): TrainingState
  /** Goes on with the engine that made the state. */
  restore(state: TrainingState): Promise<void>
  predict(features: Float32Array): Promise<Float32Array>
  inferenceModel(): Uint8Array
  close(): Promise<void>
}

/** Opens a session with the first weights of the seed. Throws UserError where layers, data and settings do not fit. */
export async function openTrainingSession(spec: TrainerSpec): Promise<TrainingSession> {
  const plan = planNet(spec.layers, spec.inputs, spec.classes, spec.window)
  checkSettings(spec)
  checkOptions(spec)
  checkRows(spec)
  const optimizer = optimizerOf(spec.optimizer)
  let steps = await openSteps(spec, plan, optimizer)
  let state = firstState(plan, optimizer, spec.seed, steps.engine)
  return {
    weights: plan.weights,
    run: async ({ rows, firstStep, rateFactor = 1 }) => {
      checkChunk(spec, state, rows, firstStep)
      const result = await steps.run(state, rows, rateFactor)
      state = result.state
      return result.losses
    },
    state: () => state,
    restore: async (next) => {
      checkState(next, state)
      const { engine = steps.engine } = next
      if (engine !== steps.engine) {
        const others = await openSteps({ ...spec, engine }, plan, optimizer)
        await steps.close()
        steps = others
      }
      state = { ...next, engine }
    },
    predict: (features) => predict(inferenceGraph(plan, state.weights), features),
    inferenceModel: () => inferenceGraph(plan, state.weights),
    close: () => steps.close(),
  }
}

type Steps = StepRunner & { readonly engine: Engine }

async function openSteps(spec: TrainerSpec, plan: NetPlan, optimizer: Optimizer): Promise<Steps> {
  const { learningRate = 0.001, schedule = { type: 'constant' } } = spec
  const rest = { plan, optimizer, learningRate: (step: number) => learningRate * scheduleFactor(schedule, step) }
  const kernelPlan = planForKernel(spec)
  if (!kernelPlan) return { ...(await openGraph(spec, rest)), engine: 'onnx' }
  return { ...openKernel(spec, kernelPlan, rest), engine: 'wasm' }
}

type Rest = Pick<StepRunnerOptions, 'plan' | 'optimizer' | 'learningRate'>

function openKernel(spec: TrainerSpec, kernelPlan: WasmPlan, { plan: net, ...rest }: Rest): StepRunner {
  const { data } = kernelPlan
  if (data.home) return wasmStepRunner({ spec, net, plan: kernelPlan, home: data.home, ...rest })
  const lodging = lodge(data.features, kernelPlan.layout(0).bytes)
  if (!lodging) throw new UserError(`there is no memory for ${data.rows} training rows of ${spec.inputs} features`)
  const runner = wasmStepRunner({ spec, net, plan: kernelPlan, home: lodging.home, ...rest })
  return { ...runner, close: () => runner.close().finally(() => lodging.release()) }
}

async function openGraph(spec: TrainerSpec, rest: Rest): Promise<StepRunner> {
  const { batchSize, seed, data, threads = 1, loss, clip, regularization } = spec
  const { plan, optimizer } = rest
  const options = { batchSize, optimizer, ...(loss && { loss }), ...(clip && { clip }) }
  const graphOptions = { ...options, ...(regularization && { regularization }) }
  const common = { ...rest, batchSize, seed }
  if ('features' in data) {
    const sampleWeights = data.sampleWeights !== undefined
    const session = await createSession(trainingGraph(plan, { ...graphOptions, sampleWeights }), { threads })
    return stepRunner({ ...common, session, data: dataTensors(data, spec.inputs) })
  }
  const model = trainingGraph(plan, { ...graphOptions, data: externalRows(data, spec.inputs) })
  const session = await createSession(model, { threads, externalFile: data.file }).catch((error: unknown) => {
    throw new UserError(`${data.file}: cannot be read as training data: ${messageOf(error)}`)
  })
  return stepRunner({ ...common, session, data: {} })
}

function dataTensors(data: TrainingRows, inputs: number): Readonly<Record<string, Tensor>> {
  const { rows, features, labels, sampleWeights } = data
  // The runtime refuses shared memory.
  const own = features.buffer instanceof ArrayBuffer ? features : features.slice()
  return {
    features: new Tensor('float32', own, [rows, inputs]),
    labels: new Tensor('int32', labels instanceof Int32Array ? labels : Int32Array.from(labels), [rows]),
    ...(sampleWeights && { sampleWeights: new Tensor('float32', sampleWeights, [rows]) }),
  }
}

function externalRows(data: TrainingFile, inputs: number): ExternalRows {
  const { rows, file, featuresOffset, labelsOffset, sampleWeightsOffset } = data
  const part = (offset: number, length: number): ExternalData => ({ location: basename(file), offset, length })
  return {
    rows,
    features: part(featuresOffset, rows * inputs * 4),
    labels: part(labelsOffset, rows * 4),
    ...(sampleWeightsOffset !== undefined && { sampleWeights: part(sampleWeightsOffset, rows * 4) }),
  }
}

function firstState(plan: NetPlan, optimizer: Optimizer, seed: number, engine: Engine): TrainingState {
  const moments = Array.from({ length: optimizer.moments }, () => new Float32Array(plan.weights))
  return { step: 0, weights: initialWeights(plan, seed), moments, engine }
}

async function predict(model: Uint8Array, features: Float32Array): Promise<Float32Array> {
  const scorer = await openScorer(model)
  try {
    const none = new Float32Array(scorer.inputs)
    return await scorer.score(
      features,
      features.length / (scorer.window * scorer.inputs),
      none,
      none.map(() => 1),
    )
  } finally {
    await scorer.close()
  }
}
