import {
  checkTrainerOptions,
  checkTrainingChunk,
  checkTrainingRows,
  checkTrainerSettings,
  checkTrainingState,
} from './check-trainer.js'
import type { Engine } from './choose-engine.js'
import { buildInferenceModel } from '../inference-model.js'
import { initializeWeights } from '../plan/initializers.js'
import { planNet, type NetPlan } from '../plan/plan-net.js'
import { openStepRunner } from './open-step-runner.js'
import { type Optimizer, createOptimizer } from '../optimizers/optimizer.js'
import { openScorer } from '../scorer.js'
import type { TrainerSpec, TrainingChunk, TrainingState } from './trainer.js'

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
  checkTrainerSettings(spec)
  checkTrainerOptions(spec)
  checkTrainingRows(spec)
  const optimizer = createOptimizer(spec.optimizer)
  let { threads: currentThreads = 1 } = spec
  let steps = await openStepRunner(spec, plan, optimizer)
  let state = firstState(plan, optimizer, spec.seed, steps.engine)
  return {
    weights: plan.weights,
    run: async (chunk) => {
      const { rows, rateFactor = 1, threads = currentThreads } = chunk
      checkTrainingChunk(spec, state, chunk)
      if (threads !== currentThreads) {
        // The kernel has room for one runner.
        await steps.close()
        steps = await openStepRunner({ ...spec, engine: steps.engine, threads }, plan, optimizer)
        currentThreads = threads
      }
      const result = await steps.run(state, rows, rateFactor)
      state = result.state
      return result.losses
    },
    state: () => state,
    restore: async (next) => {
      checkTrainingState(next, state)
      const { engine = steps.engine } = next
      if (engine !== steps.engine) {
        const others = await openStepRunner({ ...spec, engine, threads: currentThreads }, plan, optimizer)
        await steps.close()
        steps = others
      }
      state = { ...next, engine }
    },
    predict: (features) => predict(buildInferenceModel(plan, state.weights), features),
    inferenceModel: () => buildInferenceModel(plan, state.weights),
    close: () => steps.close(),
  }
}

function firstState(plan: NetPlan, optimizer: Optimizer, seed: number, engine: Engine): TrainingState {
  const moments = Array.from({ length: optimizer.moments }, () => new Float32Array(plan.weights))
  return { step: 0, weights: initializeWeights(plan, seed), moments, engine }
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
