import { loadDenseKernel } from './dense-kernel.js'
import { BOARD_WORDS, type StepLayout } from './step-layout.js'

/**
 * The board on which a leader and its helpers agree who does which slice of a step. Whoever is free takes the next one: a
 * helper that the machine gives no time to holds nothing up.
 */

/** Number of the step, counted since the beginning, times 256, plus the next slice that nobody has taken. */
const TURN = 0
/** Slices of the step that are done. */
const DONE = 1
/** Position of the step in its piece. */
const STEP = 2
const STOPPED = 3
const FAILED = 4
/** Helpers asleep, and whether the leader is. */
const SLEEPERS = 5
const LEADER_SLEEPS = 6

const SLICE_BITS = 8
const SLICE = 2 ** SLICE_BITS - 1
const TURNS = 2 ** 23
/** Looks at the board, some hundred microseconds of them, before falling asleep: longer than a slice of a small net takes. */
const LOOKS = 15_000

/** Does a slice of a step of the piece. */
export type SliceWork = (step: number, slice: number) => void

export interface StepLeader {
  /** Has all slices of a step done. Throws Error where a helper failed. */
  runStep(step: number): void
  /** Ends the helpers. */
  stop(): void
}

/** The side of the thread that updates the weights. Helpers may come once this has made the board ready. */
export function createStepLeader(board: Int32Array, slices: number, work: SliceWork): StepLeader {
  let turn = 0
  board.fill(0)
  Atomics.store(board, TURN, SLICE)
  return {
    runStep: (step) => {
      turn = (turn + 1) % TURNS
      Atomics.store(board, STEP, step)
      Atomics.store(board, DONE, 0)
      Atomics.store(board, TURN, turn << SLICE_BITS)
      if (Atomics.load(board, SLEEPERS) > 0) Atomics.notify(board, TURN)
      while (takeSlice(board, slices, work));
      for (let done = 0; done < slices; done = Atomics.load(board, DONE)) {
        awaitChange(board, DONE, done, LEADER_SLEEPS)
      }
      if (Atomics.load(board, FAILED) > 0) throw new Error('a thread of the training has failed')
    },
    stop: () => {
      Atomics.store(board, STOPPED, 1)
      // The value changes, so that a helper about to fall asleep does not.
      Atomics.store(board, TURN, (((turn + 1) % TURNS) << SLICE_BITS) | SLICE)
      Atomics.notify(board, TURN)
    },
  }
}

/** The side of a helper: works until the leader stops it. */
export function runStepHelper(board: Int32Array, slices: number, work: SliceWork): void {
  while (Atomics.load(board, STOPPED) === 0) {
    const turn = Atomics.load(board, TURN)
    if (!takeSlice(board, slices, work) && (turn & SLICE) >= slices) awaitChange(board, TURN, turn, SLEEPERS)
  }
}

/** Takes a slice and does it; false where none was left, or somebody else was faster. */
function takeSlice(board: Int32Array, slices: number, work: SliceWork): boolean {
  let turn = Atomics.load(board, TURN)
  for (;;) {
    const slice = turn & SLICE
    if (slice >= slices) return false
    const found = Atomics.compareExchange(board, TURN, turn, turn + 1)
    if (found === turn) break
    turn = found
  }
  try {
    work(Atomics.load(board, STEP), turn & SLICE)
  } catch {
    // The leader says so when all others are done: before, no step can begin.
    Atomics.store(board, FAILED, 1)
  }
  Atomics.add(board, DONE, 1)
  if (Atomics.load(board, LEADER_SLEEPS) > 0) Atomics.notify(board, DONE)
  return true
}

/** Returns when a value is no longer what was seen; `sleepers` counts who is to be woken. */
function awaitChange(board: Int32Array, index: number, current: number, sleepers: number): void {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(board, index) !== current) return
  Atomics.add(board, sleepers, 1)
  Atomics.wait(board, index, current)
  Atomics.sub(board, sleepers, 1)
}

/** The board of a layout. */
export function viewBoard({ buffer }: WebAssembly.Memory, { board }: StepLayout): Int32Array {
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
