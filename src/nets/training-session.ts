import { basename } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { UserError, messageOf } from '../core/errors.js'
import { checkChunk, checkRows, checkSettings, checkState } from './check-training.js'
import { inferenceGraph } from './inference-graph.js'
import { initialWeights } from './initial-weights.js'
import { planNet, type NetPlan } from './layers/plan-layers.js'
import { createSession } from './onnx/session.js'
import { adam } from './optimizers/adam.js'
import type { Optimizer } from './optimizers/optimizer.js'
import { openScorer } from './scorer.js'
import { stepRunner, type StepRunner } from './step-runner.js'
import type { TrainerSpec, TrainingChunk, TrainingFile, TrainingRows, TrainingState } from './trainer.js'
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
  const plan = planNet(spec.layers, spec.inputs, spec.classes)
  checkSettings(spec)
  checkRows(spec)
  const optimizer = adam({ learningRate: spec.learningRate ?? 0.001 })
  const steps = await openSteps(spec, plan, optimizer)
  let state = firstState(plan, optimizer, spec.seed)
  return {
    weights: plan.weights,
    run: async ({ rows, firstStep }) => {
      checkChunk(spec, state, rows, firstStep)
      const result = await steps.run(state, rows)
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
  const { batchSize, seed, data, threads = 1 } = spec
  const rest = { plan, optimizer, batchSize, seed }
  if ('features' in data) {
    const session = await createSession(trainingGraph(plan, { batchSize, optimizer }), { threads })
    return stepRunner({ ...rest, session, data: dataTensors(data, spec.inputs) })
  }
  const model = trainingGraph(plan, { batchSize, optimizer, data: externalRows(data, spec.inputs) })
  const session = await createSession(model, { threads, externalFile: data.file }).catch((error: unknown) => {
    throw new UserError(`${data.file}: cannot be read as training data: ${messageOf(error)}`)
  })
  return stepRunner({ ...rest, session, data: {} })
}

function dataTensors({ rows, features, labels }: TrainingRows, inputs: number): Readonly<Record<string, Tensor>> {
  return {
    features: new Tensor('float32', features, [rows, inputs]),
    labels: new Tensor('int32', labels instanceof Int32Array ? labels : Int32Array.from(labels), [rows]),
  }
}

function externalRows({ rows, file, featuresOffset, labelsOffset }: TrainingFile, inputs: number) {
  const location = basename(file)
  return {
    rows,
    features: { location, offset: featuresOffset, length: rows * inputs * 4 },
    labels: { location, offset: labelsOffset, length: rows * 4 },
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
      features.length / scorer.inputs,
      none,
      none.map(() => 1),
    )
  } finally {
    await scorer.close()
  }
}
