import { basename } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { UserError, messageOf } from '../core/errors.js'
import { checkOptions } from './check-options.js'
import { checkChunk, checkRows, checkSettings, checkState } from './check-training.js'
import { inferenceGraph } from './inference-graph.js'
import { initialWeights } from './initial-weights.js'
import { planNet, type NetPlan } from './layers/plan-layers.js'
import type { ExternalData } from './onnx/graph.js'
import { createSession } from './onnx/session.js'
import type { Optimizer } from './optimizers/optimizer.js'
import { optimizerOf } from './optimizers/optimizer-of.js'
import { scheduleFactor } from './optimizers/schedule.js'
import { openScorer } from './scorer.js'
import { stepRunner, type StepRunner } from './step-runner.js'
import type { TrainerSpec, TrainingChunk, TrainingFile, TrainingRows, TrainingState } from './trainer.js'
import type { ExternalRows } from './training-batches.js'
import { trainingGraph } from './training-graph.js'

/** What a trainer does, on the thread of the caller: `run` blocks it. */
export interface TrainingSession {
  readonly weights: number
  run(chunk: TrainingChunk): Promise<Float32Array>
  state(): TrainingState
  restore(state: TrainingState): void
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
  const steps = await openSteps(spec, plan, optimizer)
  let state = firstState(plan, optimizer, spec.seed)
  return {
    weights: plan.weights,
    run: async ({ rows, firstStep, rateFactor = 1 }) => {
      checkChunk(spec, state, rows, firstStep)
      const result = await steps.run(state, rows, rateFactor)
      state = result.state
      return result.losses
    },
    state: () => state,
    restore: (next) => {
      checkState(next, state)
      state = next
    },
    predict: (features) => predict(inferenceGraph(plan, state.weights), features),
    inferenceModel: () => inferenceGraph(plan, state.weights),
    close: () => steps.close(),
  }
}

async function openSteps(spec: TrainerSpec, plan: NetPlan, optimizer: Optimizer): Promise<StepRunner> {
  const { batchSize, seed, data, threads = 1, learningRate = 0.001, schedule = { type: 'constant' } } = spec
  const { loss, clip, regularization } = spec
  const options = { batchSize, optimizer, ...(loss && { loss }), ...(clip && { clip }) }
  const graphOptions = { ...options, ...(regularization && { regularization }) }
  const rest = {
    plan,
    optimizer,
    batchSize,
    seed,
    learningRate: (step: number) => learningRate * scheduleFactor(schedule, step),
  }
  if ('features' in data) {
    const sampleWeights = data.sampleWeights !== undefined
    const session = await createSession(trainingGraph(plan, { ...graphOptions, sampleWeights }), { threads })
    return stepRunner({ ...rest, session, data: dataTensors(data, spec.inputs) })
  }
  const model = trainingGraph(plan, { ...graphOptions, data: externalRows(data, spec.inputs) })
  const session = await createSession(model, { threads, externalFile: data.file }).catch((error: unknown) => {
    throw new UserError(`${data.file}: cannot be read as training data: ${messageOf(error)}`)
  })
  return stepRunner({ ...rest, session, data: {} })
}

function dataTensors(data: TrainingRows, inputs: number): Readonly<Record<string, Tensor>> {
  const { rows, features, labels, sampleWeights } = data
  return {
    features: new Tensor('float32', features, [rows, inputs]),
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

function firstState(plan: NetPlan, optimizer: Optimizer, seed: number): TrainingState {
  const moments = Array.from({ length: optimizer.moments }, () => new Float32Array(plan.weights))
  return { step: 0, weights: initialWeights(plan, seed), moments }
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
