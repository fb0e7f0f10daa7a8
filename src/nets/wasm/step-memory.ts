import { createDropoutPools } from '../training/dropout-pools.js'
import type { NetPlan } from '../plan/plan-net.js'
import type { TrainerSpec } from '../training/trainer.js'
import type { SharedRows } from './shared-rows.js'
import { paddedWidth, type StepLayout, HEAD_BYTES, STAGE_BYTES } from './step-layout.js'
import type { WasmPlan } from './wasm-plan.js'
import type { LossSpec } from '../losses/cross-entropy.js'
import { productStages, type KernelNet } from './kernel-net.js'

/** Writes what stays the same over all steps: the table and the weights of classes. */
export function writeConstants(spec: TrainerSpec, plan: WasmPlan, { memory, ...home }: SharedRows, layout: StepLayout) {
  const { buffer } = memory
  const { classes, loss = {} } = spec
  const features = layout.features || home.features
  writeKernelTable(buffer, { layout, net: plan.net, classes, features, loss })
  new Float32Array(buffer, layout.classWeights, classes).set(loss.classWeights ?? Array<number>(classes).fill(1))
}

/** The dropout masks in the kernel's memory. */
export interface MaskMemory {
  /** Steps from `step` to the end of its era. */
  stepsLeft(step: number): number
  /** Makes ready the masks of steps that are all of one era. */
  write(firstStep: number, steps: number): void
}

/** Keeps the pools of `createDropoutPools`, each row padded, and the rows of them that the steps of a piece take. */
export function createMaskMemory(
  net: NetPlan,
  { seed }: TrainerSpec,
  buffer: ArrayBufferLike,
  layout: StepLayout,
): MaskMemory {
  const pools = createDropoutPools(net.masks, layout.batchSize, seed)
  const firstRows = new Int32Array(buffer, layout.firstRows, layout.pieceSteps * layout.masks)
  const places = layout.stages.filter(({ pool }) => pool > 0)
  let currentEra = -1
  const writePools = (era: number): void => {
    for (const [index, { pool, maskUnits }] of places.entries()) {
      const width = net.masks[index]?.shape.at(-1) ?? 0
      padRows(pools.pool(era, index), width, new Float32Array(buffer, pool, pools.poolRows * maskUnits))
    }
    currentEra = era
  }
  return {
    stepsLeft: (step) => (places.length > 0 ? pools.eraSteps - (step % pools.eraSteps) : Infinity),
    write: (firstStep, steps) => {
      if (places.length === 0) return
      const era = Math.floor(firstStep / pools.eraSteps)
      if (era !== currentEra) writePools(era)
      for (let i = 0; i < steps * places.length; i++) {
        firstRows[i] = pools.firstRow(firstStep + Math.floor(i / places.length), i % places.length)
      }
    },
  }
}

function padRows(values: Float32Array, width: number, to: Float32Array): void {
  if (paddedWidth(width) === width) return to.set(values)
  for (let from = 0, at = 0; from < values.length; from += width, at += paddedWidth(width)) {
    for (let i = 0; i < width; i++) to[at + i] = values[from + i] ?? 0
  }
}

/** What the kernel's table of a net holds, beside the layout. */
export interface KernelTableOptions {
  readonly layout: StepLayout
  readonly net: KernelNet
  readonly classes: number
  /** Byte where the features begin, float32 [rows, inputs]. */
  readonly features: number
  readonly loss: Pick<LossSpec, 'labelSmoothing'>
}

/** Writes the words that kernels/dense-steps.ts reads, in its order. */
export function writeKernelTable(buffer: ArrayBufferLike, options: KernelTableOptions): void {
  const { layout, net, classes, features, loss } = options
  const stages = productStages(net)
  const { labelSmoothing = 0 } = loss
  const low = labelSmoothing / classes
  const head = wordsAt(buffer, layout.table, HEAD_BYTES)
  head.whole.set([features, layout.labels, layout.classWeights, layout.sampleWeights])
  head.whole.set([stages[0]?.inputs ?? 0, classes, stages.length], 4)
  head.real.set([1 - labelSmoothing + low, low, 1 / layout.batchSize], 7)
  head.whole.set([layout.chosen, layout.factors, layout.scores], 10)
  head.whole.set([net.recurrence?.minutes ?? 0, layout.stateDelta], 13)
  for (const [index, stage] of stages.entries()) {
    const placed = layout.stages[index]
    if (!placed) throw new RangeError(`the layout has no stage ${index}`)
    const words = wordsAt(buffer, layout.table + HEAD_BYTES + index * STAGE_BYTES, STAGE_BYTES)
    words.whole.set([
      placed.inputs,
      placed.units,
      layout.weights + placed.offset,
      placed.turned,
      placed.pool,
      placed.mask,
    ])
    words.real.set([1 / (1 - stage.rate)], 6)
    words.whole.set([Number(stage.activation === 'relu'), placed.input, placed.output, placed.delta, placed.offset], 7)
  }
}

function wordsAt(buffer: ArrayBufferLike, at: number, bytes: number) {
  return { whole: new Uint32Array(buffer, at, bytes / 4), real: new Float32Array(buffer, at, bytes / 4) }
}
