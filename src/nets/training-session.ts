import { basename } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { UserError, messageOf } from '../core/errors.js'
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

function checkSettings({ batchSize, seed, learningRate = 0.001, threads = 1 }: TrainerSpec): void {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UserError(`batch size is ${batchSize}: expected a whole number from 1`)
  if (!Number.isInteger(seed)) throw new UserError(`seed is ${seed}: expected a whole number`)
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    throw new UserError(`learning rate is ${learningRate}: expected a number above 0`)
  if (!Number.isInteger(threads) || threads < 1)
    throw new UserError(`threads is ${threads}: expected a whole number from 1`)
}

function checkRows({ data, inputs, classes }: TrainerSpec): void {
  if (!Number.isInteger(data.rows) || data.rows < 1)
    throw new UserError(`there are ${data.rows} training rows: at least one is needed`)
  if (!('features' in data)) return
  if (data.features.length !== data.rows * inputs) {
    throw new UserError(
      `training data has ${data.features.length} feature values: expected ${data.rows} rows of ${inputs}`,
    )
  }
  if (data.labels.length !== data.rows) {
    throw new UserError(`training data has ${data.labels.length} labels: expected ${data.rows}, one for each row`)
  }
  const wrong = data.labels.findIndex((label) => !(label >= 0 && label < classes))
  if (wrong >= 0)
    throw new UserError(`training row ${wrong} has the class ${data.labels[wrong]}: expected 0 to ${classes - 1}`)
}

function checkChunk({ batchSize, data }: TrainerSpec, state: TrainingState, rows: Int32Array, firstStep: number): void {
  if (firstStep !== state.step)
    throw new RangeError(`the chunk begins at step ${firstStep}, but ${state.step} steps are done`)
  if (rows.length % batchSize !== 0)
    throw new RangeError(`${rows.length} rows are no whole number of batches of ${batchSize}`)
  const wrong = rows.findIndex((row) => row < 0 || row >= data.rows)
  if (wrong >= 0) throw new RangeError(`row ${rows[wrong]} is asked for, but there are ${data.rows}`)
}

function checkState(next: TrainingState, own: TrainingState): void {
  const [lengths, expected] = [lengthsOf(next), lengthsOf(own)]
  if (lengths !== expected) {
    throw new UserError(
      `the training state has ${lengths} values, but this net has ${expected}; it belongs to another net`,
    )
  }
  if (!Number.isInteger(next.step) || next.step < 0) {
    throw new UserError(`the training state has the step ${next.step}: expected a whole number from 0`)
  }
}

/** `947 + 947 + 947`: weights and moments. */
function lengthsOf({ weights, moments }: TrainingState): string {
  return [weights, ...moments].map((values) => values.length).join(' + ')
}
