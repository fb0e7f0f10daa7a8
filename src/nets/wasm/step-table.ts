import type { LossSpec } from '../losses/cross-entropy.js'
import { productStages, type KernelNet } from './kernel-net.js'
import { HEAD_BYTES, STAGE_BYTES, type StepLayout } from './step-layout.js'

/** What the table of a net tells the kernel, beside the layout. */
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
