import type { NetPlan } from '../plan/plan-net.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import type { StepResult, StepRunner } from '../training/onnx-step-runner.js'
import type { TrainerSpec, TrainingState } from '../training/trainer.js'
import type { SharedRows } from './shared-rows.js'
import type { MappedRows } from './mapped-rows.js'
import { loadDenseKernel, type DenseKernel } from './dense-kernel.js'
import { padWeights, unpadWeights } from './padded-weights.js'
import { viewBoard, createSliceWork, createStepLeader, type StepLeader } from './step-board.js'
import type { StepLayout } from './step-layout.js'
import { createPieceRows } from './piece-rows.js'
import { createMaskMemory, writeConstants } from './step-memory.js'
import type { WasmPlan } from './wasm-plan.js'
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../runtime/worker-url.js'
import type { HelperJob } from './step-helper.js'

export interface WasmStepRunnerOptions {
  readonly spec: TrainerSpec
  readonly net: NetPlan
  readonly plan: WasmPlan
  readonly shared: SharedRows
  /** Where the data lie in a file. */
  readonly mapped?: MappedRows
  readonly optimizer: Optimizer
  /** By absolute step. */
  readonly learningRate: (step: number) => number
}

/** Steps whose rows are in the kernel's memory. */
interface Piece {
  readonly step: number
  readonly steps: number
  readonly rateFactor: number
}

/**
 * Runs steps in the kernel, on the calling thread and on as many helpers as `spec.threads` allows beside it. The bits depend
 * neither on the number of threads nor on where a chunk is cut.
 */
export function createWasmStepRunner(options: WasmStepRunnerOptions): StepRunner {
  const { spec, net, plan, shared } = options
  const { memory } = shared
  const layout = plan.layout(shared.room)
  writeConstants(spec, plan, shared, layout)
  const masks = createMaskMemory(net, spec, memory.buffer, layout)
  const leader = createStepLeader(viewBoard(memory, layout), layout.slices, createSliceWork(memory, layout, 0))
  const helpers = startStepHelpers(memory, layout)
  const kernel = loadDenseKernel(memory)
  const states = stateMemory(options, layout)
  const pieces = pieceRunner(options, layout, leader, kernel)

  const rowMemory = createPieceRows(options, layout)

  const run = async (first: TrainingState, rows: Int32Array, rateFactor: number): Promise<StepResult> => {
    states.write(first)
    kernel.turn(layout.table)
    const losses = new Float32Array(rows.length / spec.batchSize)
    for (let done = 0; done < losses.length;) {
      const step = first.step + done
      const steps = Math.min(losses.length - done, layout.pieceSteps, masks.stepsLeft(step))
      masks.write(step, steps)
      await rowMemory.write(rows.subarray(done * spec.batchSize, (done + steps) * spec.batchSize))
      losses.set(pieces({ step, steps, rateFactor }), done)
      done += steps
    }
    return { state: { step: first.step + losses.length, ...states.read(), engine: 'wasm' }, losses }
  }
  const close = async (): Promise<void> => {
    leader.stop()
    await helpers.ended()
    await options.mapped?.close()
  }
  return { run, close }
}

/** Runs the steps of a piece; their losses are the result. */
function pieceRunner(
  { spec, plan, optimizer, learningRate, shared }: WasmStepRunnerOptions,
  layout: StepLayout,
  leader: StepLeader,
  kernel: DenseKernel,
): (piece: Piece) => Float32Array {
  const { buffer } = shared.memory
  const { table, weights, moments, gradients, weightBytes, slices } = layout
  const { beta1, beta2, spread } = plan.adam
  const sums = new Float64Array(buffer, layout.losses, slices)
  const [m, v] = [moments, moments + weightBytes]
  return ({ step, steps, rateFactor }) =>
    Float32Array.from({ length: steps }, (_, i) => {
      leader.runStep(i)
      const full = rateFactor * learningRate(step + i)
      const [rate, decay] = [optimizer.rate(step + i, full), optimizer.decay?.(full) ?? 0]
      kernel.update(table, weights, m, v, gradients, weightBytes, slices, beta1, beta2, spread, rate, decay)
      return sums.reduce((sum, loss) => sum + loss, 0) / spec.batchSize
    })
}

interface StateMemory {
  readonly write: (state: TrainingState) => void
  readonly read: () => Pick<TrainingState, 'weights' | 'moments'>
}

/** Weights and moments in the kernel's memory. */
function stateMemory({ net, plan, shared }: WasmStepRunnerOptions, layout: StepLayout): StateMemory {
  const { weights, moments, weightBytes } = layout
  const places = [weights, moments, moments + weightBytes].map(
    (at) => new Float32Array(shared.memory.buffer, at, weightBytes / 4),
  )
  return {
    write: (state) => {
      for (const [i, values] of [state.weights, ...state.moments].entries()) {
        const to = places[i]
        if (to) padWeights(plan.net, values, to.fill(0))
      }
    },
    read: () => {
      const [weights = new Float32Array(), ...moments] = places.map((from) => unpadWeights(plan.net, from, net.weights))
      return { weights, moments }
    },
  }
}

/** Threads that help with the slices of a trainer's steps. */
export interface StepHelpers {
  /** Resolves when they have ended; the board must have stopped them. */
  ended(): Promise<void>
}

/** Starts the helpers of a layout, whose board must be ready. Alone they do not keep the process alive. */
export function startStepHelpers(memory: WebAssembly.Memory, layout: StepLayout): StepHelpers {
  const ends = Array.from({ length: layout.threads - 1 }, (_, i) => {
    const script = workerUrl(import.meta.url, './step-helper.js')
    const job: HelperJob = { memory, layout, thread: i + 1 }
    const worker = new Worker(script, { workerData: job, execArgv: [] })
    worker.unref()
    // One that does not come up is not missed: the others take all slices.
    worker.on('error', () => {})
    return new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  })
  return { ended: async () => void (await Promise.all(ends)) }
}
