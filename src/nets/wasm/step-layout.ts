import type { DenseStage } from './dense-stages.js'

const VALUE = 4
/** As in kernels/dense-steps.ts. */
const BLOCK_ROWS = 64
export const HEAD_BYTES = 64
export const STAGE_BYTES = 48
/** Words of the board on which threads agree who does what. */
export const BOARD_WORDS = 16

/** Batches are cut into slices of at least so many rows, which several threads can share out. */
const SLICE_ROWS = 64
const MOST_SLICES = 16
/** Indices of rows in memory at a time; longer chunks are cut. */
const PIECE_ROWS = 65_536

/** What a layout is made for. */
export interface LayoutOptions {
  readonly stages: readonly DenseStage[]
  readonly classes: number
  readonly batchSize: number
  /** Width of a row of features. */
  readonly inputs: number
  /** Rows of the training data in memory; undefined where they lie in a file, and those of a piece are brought in. */
  readonly rows: number | undefined
  /** Where labels lie outside the layout; undefined where it has room for them. */
  readonly labelsAt: number | undefined
  readonly sampleWeights: boolean
  readonly poolRows: number
  readonly threads: number
}

/** Widths of a stage, padded to multiples of four, and where it lies. */
export interface StageLayout {
  readonly inputs: number
  readonly units: number
  /** Bytes from the beginning of all weights, and of all gradients. */
  readonly offset: number
  readonly turned: number
  /** The pool of masks, [poolRows, units]; 0 where nothing drops out. */
  readonly pool: number
  /** Position among the masks of the net. */
  readonly mask: number
  /** Bytes from the beginning of a thread's scratch memory. */
  readonly input: number
  readonly output: number
  readonly delta: number
}

/**
 * Where everything lies in the shared memory, in bytes from its beginning. Slices depend on the batch alone, never on the
 * threads: so the sums, and the bits, do not either.
 */
export interface StepLayout {
  /** First byte, and how many there are. */
  readonly base: number
  readonly bytes: number
  readonly batchSize: number
  readonly slices: number
  /** Of every slice but the last, which may have fewer. */
  readonly sliceRows: number
  readonly threads: number
  readonly pieceSteps: number
  readonly masks: number
  readonly stages: readonly StageLayout[]
  readonly board: number
  readonly table: number
  /** Bytes of all weights with their padding. */
  readonly weightBytes: number
  readonly weights: number
  /** The two moments, one after the other. */
  readonly moments: number
  /** One gradient a slice. */
  readonly gradients: number
  /** One float64 a slice. */
  readonly losses: number
  readonly classWeights: number
  /** Where the rows of a piece are brought in; 0 where all rows are in memory already. */
  readonly features: number
  /** uint8 a row. */
  readonly labels: number
  /** float32 a row; 0 where there are none. */
  readonly sampleWeights: number
  /** First row of each mask in each step of a piece, int32. */
  readonly firstRows: number
  /** Rows of a piece, int32. */
  readonly rows: number
  /** In scratch memory. */
  readonly chosen: number
  readonly factors: number
  readonly scores: number
  readonly scratch: number
  readonly scratchBytes: number
}

/** A layout that begins at `base`. */
export function stepLayout(options: LayoutOptions, base: number): StepLayout {
  const { stages, classes, batchSize } = options
  const memory = placing(base)
  const scratch = placing(0)
  const slices = Math.min(MOST_SLICES, Math.max(1, Math.floor(batchSize / SLICE_ROWS)))
  const sliceRows = padded(Math.ceil(batchSize / slices))
  const needed = Math.ceil(batchSize / sliceRows)
  const threads = Math.min(options.threads, needed)
  const pieceSteps = Math.max(1, Math.floor(PIECE_ROWS / batchSize))
  const rows = options.rows ?? pieceSteps * batchSize
  const masks = stages.filter(({ rate }) => rate > 0).length
  const board = memory.take(BOARD_WORDS * VALUE)
  const table = memory.take(HEAD_BYTES + stages.length * STAGE_BYTES)
  const placed = placeStages(options, memory, scratch)
  const weightBytes = placed.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units * VALUE, 0)
  const layout = {
    base,
    batchSize,
    slices: needed,
    sliceRows,
    threads,
    pieceSteps,
    masks,
    stages: placed,
    board,
    table,
    weightBytes,
    weights: memory.take(weightBytes),
    moments: memory.take(2 * weightBytes),
    gradients: memory.take(needed * weightBytes),
    losses: memory.take(needed * 8),
    classWeights: memory.take(classes * VALUE),
    features: options.rows === undefined ? memory.take(rows * options.inputs * VALUE) : 0,
    labels: options.labelsAt ?? memory.take(rows),
    sampleWeights: options.sampleWeights ? memory.take(rows * VALUE) : 0,
    firstRows: memory.take(pieceSteps * masks * VALUE),
    rows: memory.take(pieceSteps * batchSize * VALUE),
    chosen: scratch.take(BLOCK_ROWS * VALUE),
    factors: scratch.take(BLOCK_ROWS * VALUE),
    scores: scratch.take(classes * 4 * VALUE),
    scratchBytes: scratch.used(),
    scratch: memory.take(threads * scratch.used()),
  }
  return { ...layout, bytes: memory.used() - base }
}

function placeStages(options: LayoutOptions, memory: Placing, scratch: Placing): StageLayout[] {
  const { stages, poolRows } = options
  let [offset, mask] = [0, 0]
  let input = scratch.take(BLOCK_ROWS * padded(stages[0]?.inputs ?? 0) * VALUE)
  return stages.map((stage) => {
    const [inputs, units] = [padded(stage.inputs), padded(stage.units)]
    const drops = stage.rate > 0
    const placed = {
      inputs,
      units,
      offset,
      turned: memory.take(inputs * units * VALUE),
      // The last block of a batch reads up to three rows of masks beyond it, for rows that count nothing.
      pool: drops ? memory.take((poolRows + 3) * units * VALUE) : 0,
      mask: drops ? mask++ : 0,
      input,
      output: scratch.take(BLOCK_ROWS * units * VALUE),
      delta: scratch.take(BLOCK_ROWS * units * VALUE),
    }
    offset += (inputs + 1) * units * VALUE
    input = placed.output
    return placed
  })
}

interface Placing {
  readonly take: (bytes: number) => number
  readonly used: () => number
}

/** Gives out one place after the other, each at the beginning of a line of the cache. */
function placing(base: number): Placing {
  let next = base
  return {
    take: (bytes) => {
      const at = next
      next += Math.ceil(bytes / 64) * 64
      return at
    },
    used: () => next,
  }
}

export function padded(width: number): number {
  return Math.ceil(width / 4) * 4
}
