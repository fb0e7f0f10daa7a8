import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { createDropoutPools } from './dropout-pools.js'
import type { NetPlan } from '../plan/plan-net.js'
import { floatsOf, toUnshared } from '../onnx/session.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import type { TrainingState } from './trainer.js'

/** Most feature values that one run of the session gathers; longer chunks are cut. */
const MAX_GATHERED = 2 ** 21

export interface StepRunnerOptions {
  readonly session: InferenceSession
  readonly plan: NetPlan
  readonly optimizer: Optimizer
  readonly batchSize: number
  readonly seed: number
  /** By absolute step. */
  readonly learningRate: (step: number) => number
  /** Inputs of the session that hold the data; none where it maps them from a file. */
  readonly data: Readonly<Record<string, Tensor>>
}

export interface StepResult {
  readonly state: TrainingState
  readonly losses: Float32Array
}

export interface StepRunner {
  /** Runs the steps whose batches are `rows`, from a state to the next, at `rateFactor` times the learning rate. */
  run(state: TrainingState, rows: Int32Array, rateFactor: number): Promise<StepResult>
  close(): Promise<void>
}

export function createOnnxStepRunner(options: StepRunnerOptions): StepRunner {
  const { session, plan, optimizer, batchSize, data, learningRate } = options
  const masks = createMaskFeeder(options)
  const pieceSteps = Math.max(1, Math.floor(MAX_GATHERED / (batchSize * plan.window * plan.inputs)))

  const runPiece = async (state: TrainingState, rows: Int32Array, rateFactor: number): Promise<StepResult> => {
    const steps = rows.length / batchSize
    const learningRates = Float64Array.from({ length: steps }, (_, i) => rateFactor * learningRate(state.step + i))
    const rates = Float32Array.from(learningRates, (rate, i) => optimizer.rate(state.step + i, rate))
    const decays = optimizer.decay && Float32Array.from(learningRates, (rate) => optimizer.decay?.(rate) ?? 0)
    const outputs = await session.run({
      ...data,
      rows: new Tensor('int32', toUnshared(rows), [steps, batchSize]),
      rates: new Tensor('float32', rates, [steps]),
      ...(decays && { decays: new Tensor('float32', decays, [steps]) }),
      weights: new Tensor('float32', state.weights, [plan.weights]),
      ...numberedInputs(
        'moment',
        state.moments.map((moment) => new Tensor('float32', moment, [plan.weights])),
      ),
      ...masks.inputs(state.step, steps),
    })
    const moments = state.moments.map((_, i) => floatsOf(outputs, `next_moment${i}`))
    const weights = floatsOf(outputs, 'next_weights')
    return {
      state: { step: state.step + steps, weights, moments, engine: 'onnx' },
      losses: floatsOf(outputs, 'losses'),
    }
  }

  const run = async (first: TrainingState, rows: Int32Array, rateFactor: number): Promise<StepResult> => {
    const losses = new Float32Array(rows.length / batchSize)
    let state = first
    for (let done = 0; done < losses.length;) {
      const steps = Math.min(losses.length - done, pieceSteps, masks.stepsLeft(state.step))
      const piece = await runPiece(state, rows.subarray(done * batchSize, (done + steps) * batchSize), rateFactor)
      losses.set(piece.losses, done)
      state = piece.state
      done += steps
    }
    return { state, losses }
  }
  return { run, close: () => session.release() }
}

interface MaskFeeder {
  /** The inputs that decide the masks of a run of steps, all of one era. */
  readonly inputs: (firstStep: number, steps: number) => Readonly<Record<string, Tensor>>
  /** Steps from `step` to the end of its era. */
  readonly stepsLeft: (step: number) => number
}

function createMaskFeeder({ plan, batchSize, seed }: StepRunnerOptions): MaskFeeder {
  const pools = createDropoutPools(plan.masks, batchSize, seed)
  let era = -1
  let tensors: readonly Tensor[] = []
  const poolsOf = (wantedEra: number): readonly Tensor[] => {
    if (wantedEra !== era) {
      tensors = plan.masks.map(
        ({ shape }, i) => new Tensor('float32', pools.pool(wantedEra, i), [pools.poolRows, ...shape]),
      )
      era = wantedEra
    }
    return tensors
  }
  const inputs = (firstStep: number, steps: number): Readonly<Record<string, Tensor>> => {
    const firstRows = plan.masks.map((_, i) =>
      Array.from({ length: steps }, (_, step) => pools.firstRow(firstStep + step, i)),
    )
    const rowTensor = (rows: readonly number[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(rows, BigInt), [steps, 1])
    return {
      ...numberedInputs('pool', poolsOf(Math.floor(firstStep / pools.eraSteps))),
      ...numberedInputs('from', firstRows.map(rowTensor)),
      ...numberedInputs(
        'to',
        firstRows.map((rows) => rowTensor(rows.map((row) => row + batchSize))),
      ),
    }
  }
  const stepsLeft = (step: number): number => (plan.masks.length ? pools.eraSteps - (step % pools.eraSteps) : Infinity)
  return { inputs, stepsLeft }
}

function numberedInputs(prefix: string, tensors: readonly Tensor[]): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(tensors.map((tensor, i) => [`${prefix}${i}`, tensor]))
}
