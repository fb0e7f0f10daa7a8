import { loadDenseKernel } from './dense-kernel.js'
import type { SliceWork } from './step-board.js'
import { BOARD_WORDS, type StepLayout } from './step-layout.js'

/** The board of a layout. */
export function boardOf({ buffer }: WebAssembly.Memory, { board }: StepLayout): Int32Array {
  return new Int32Array(buffer, board, BOARD_WORDS)
}

/** What thread number `thread` (0, 1, …) does of a step: gradient and summed loss of a slice, each to its own place. */
export function createSliceWork(memory: WebAssembly.Memory, layout: StepLayout, thread: number): SliceWork {
  const { batchSize, sliceRows, slices, table, rows, firstRows, masks, gradients, weightBytes } = layout
  const kernel = loadDenseKernel(memory)
  const losses = new Float64Array(memory.buffer, layout.losses, slices)
  const scratch = layout.scratch + thread * layout.scratchBytes
  return (step, slice) => {
    const before = slice * sliceRows
    const count = Math.min(sliceRows, batchSize - before)
    const from = rows + 4 * (step * batchSize + before)
    const masksOfStep = firstRows + 4 * step * masks
    losses[slice] = kernel.slice(table, scratch, from, count, masksOfStep, before, gradients + slice * weightBytes)
  }
}
