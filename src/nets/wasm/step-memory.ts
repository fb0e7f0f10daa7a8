import { createDropoutPools } from '../dropout-pools.js'
import type { NetPlan } from '../layers/plan-layers.js'
import type { TrainerSpec } from '../trainer.js'
import type { SharedRows } from './data-home.js'
import { paddedWidth, type StepLayout } from './step-layout.js'
import { writeKernelTable } from './step-table.js'
import type { WasmPlan } from './wasm-plan.js'

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
  let held = -1
  const writePools = (era: number): void => {
    for (const [index, { pool, maskUnits }] of places.entries()) {
      const width = net.masks[index]?.shape.at(-1) ?? 0
      padRows(pools.pool(era, index), width, new Float32Array(buffer, pool, pools.poolRows * maskUnits))
    }
    held = era
  }
  return {
    stepsLeft: (step) => (places.length > 0 ? pools.eraSteps - (step % pools.eraSteps) : Infinity),
    write: (firstStep, steps) => {
      if (places.length === 0) return
      const era = Math.floor(firstStep / pools.eraSteps)
      if (era !== held) writePools(era)
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
