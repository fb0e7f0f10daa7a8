import { UserError } from '../../core/errors.js'
import type { TrainerSpec } from './trainer.js'
import { productStages } from '../wasm/kernel-net.js'
import { planWasmTraining, type WasmPlan } from '../wasm/wasm-plan.js'

/**
 * The engines that compute the steps: a graph in ONNX Runtime for any net, or a kernel for small nets of dense layers, behind a GRU or
 * not. Both give equal results but for rounding.
 */
export const ENGINES = ['onnx', 'wasm'] as const
export type Engine = (typeof ENGINES)[number]

/** Nets of more weights train faster in ONNX Runtime: its products are faster, and batches make up for what its nodes cost. */
const MAX_WEIGHTS = 4096
/** In batches smaller than this the nodes of ONNX Runtime cost more than its products save. */
const SMALL_BATCH = 128
const MAX_WEIGHTS_IN_SMALL_BATCHES = 16_384
/** The limit for a net with a recurrence, in any batch: ONNX Runtime has some thirty nodes for each of its minutes. */
const MAX_WEIGHTS_OF_RECURRENCE = 32_768

/**
 * Plans a training by the kernel; undefined where ONNX Runtime is to train. The choice depends on net, batch and settings alone, so
 * that equal trainings have equal bits. Throws UserError where the kernel is requested but cannot train the net.
 */
export function planKernelTraining(spec: TrainerSpec, engine: Engine | undefined = spec.engine): WasmPlan | undefined {
  const { device = 'cpu' } = spec
  if (engine === 'onnx' || (engine === undefined && device !== 'cpu')) return undefined
  if (device !== 'cpu') throw new UserError(`the wasm engine trains on the cpu alone, not on ${device}`)
  const plan = planWasmTraining(spec)
  if (engine === undefined) return plan && weightsOf(plan) <= maxWeights(plan, spec.batchSize) ? plan : undefined
  if (plan) return plan
  throw new UserError(
    'the wasm engine cannot train this: it takes dense layers with relu and dropout, behind a GRU or not, Adam, a plain loss, and a processor with SIMD; the onnx engine takes all',
  )
}

function maxWeights({ net }: WasmPlan, batchSize: number): number {
  if (net.recurrence) return MAX_WEIGHTS_OF_RECURRENCE
  return batchSize < SMALL_BATCH ? MAX_WEIGHTS_IN_SMALL_BATCHES : MAX_WEIGHTS
}

function weightsOf({ net }: WasmPlan): number {
  return productStages(net).reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0)
}
