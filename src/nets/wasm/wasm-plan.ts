import { createDropoutPools } from '../training/dropout-pools.js'
import { parseLayers } from '../plan/parse-layers.js'
import { adamFactors } from '../optimizers/adam.js'
import type { TrainerSpec } from '../training/trainer.js'
import { isKernelSupported } from './dense-kernel.js'
import { toKernelNet, type KernelNet } from './kernel-net.js'
import { layOutStepMemory, type StepLayout } from './step-layout.js'

/** Classes are bytes in the kernel. */
const MAX_CLASSES = 256

/** A training that the kernel can do. */
export interface WasmPlan {
  readonly net: KernelNet
  readonly adam: ReturnType<typeof adamFactors>
  /** The layout of its memory from `base` on. */
  layout(base: number): StepLayout
}

/**
 * The plan of a training that is no more than dense layers with relu and dropout, or these behind a GRU, Adam or AdamW, and a
 * cross-entropy that is neither focal nor limited in its gradient; undefined for any other, and where the machine cannot run
 * the kernel.
 */
export function planWasmTraining(spec: TrainerSpec): WasmPlan | undefined {
  const { inputs, classes, window = 1, batchSize, seed, data, threads = 1, loss, optimizer = { type: 'adam' } } = spec
  if (!isKernelSupported || classes > MAX_CLASSES) return undefined
  if (optimizer.type === 'sgd' || loss?.focal || isLimited(spec)) return undefined
  const net = toKernelNet(parseLayers(spec.layers), inputs, window)
  if (!net || net.dense.at(-1)?.units !== classes) return undefined
  const { poolRows } = createDropoutPools([], batchSize, seed)
  const inMemory = 'features' in data
  const sampleWeights = (inMemory ? data.sampleWeights : data.sampleWeightsOffset) !== undefined
  const [rows, labelsAt] = inMemory ? [data.rows, data.labelsAt] : []
  const options = { net, classes, batchSize, inputs, rows, labelsAt, sampleWeights, poolRows, threads }
  return { net, adam: adamFactors(optimizer), layout: (base) => layOutStepMemory(options, base) }
}

function isLimited({ clip, regularization }: TrainerSpec): boolean {
  return [clip?.norm, clip?.value].some((limit) => limit !== undefined) || isPositive(regularization ?? {})
}

function isPositive({ l1 = 0, l2 = 0 }: NonNullable<TrainerSpec['regularization']>): boolean {
  return l1 > 0 || l2 > 0
}
