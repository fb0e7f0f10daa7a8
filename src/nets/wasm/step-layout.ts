import { type DenseStage, productStages, type KernelNet, type Recurrence } from './kernel-net.js'

const VALUE = 4
// As in kernels/dense-steps.ts.
const BLOCK_ROWS = 64
const RECURRENT_ROWS = 16
export const HEAD_BYTES = 64
export const STAGE_BYTES = 48
/** Words of the board on which threads agree who does what. */
export const BOARD_WORDS = 16

/** Batches are cut into slices of at least so many rows, which several threads can share out. */
const SLICE_ROWS = 64
const MAX_SLICES = 16
/** Rows, each as often as it is in a window, that are looked up at a time; longer chunks are cut. */
const PIECE_ROWS = 65_536

/** What a layout is made for. */
export interface LayoutOptions {
  readonly net: KernelNet
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
  /** Position among the masks of the net, and the padded width of one. */
  readonly mask: number
  readonly maskUnits: number
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
  /** Rows of every slice but the last, which may have fewer. */
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
  /** Rows of a piece, int32: the last ones of their windows. */
  readonly rows: number
  /** In scratch memory. */
  readonly chosen: number
  readonly factors: number
  readonly scores: number
  /** Derivatives by a recurrence's state; 0 where there is none. */
  readonly stateDelta: number
  readonly scratch: number
  readonly scratchBytes: number
}

/** A layout that begins at `base`. */
export function layOutStepMemory(options: LayoutOptions, base: number): StepLayout {
  const { net, classes, batchSize } = options
  const stages = productStages(net)
  const window = net.recurrence?.minutes ?? 1
  const memory = createAllocator(base)
  const scratch = createAllocator(0)
  const slices = Math.min(MAX_SLICES, Math.max(1, Math.floor(batchSize / SLICE_ROWS)))
  const sliceRows = paddedWidth(Math.ceil(batchSize / slices))
  const needed = Math.ceil(batchSize / sliceRows)
  const threads = Math.min(options.threads, needed)
  const pieceSteps = Math.max(1, Math.floor(PIECE_ROWS / (batchSize * window)))
  const rows = options.rows ?? pieceSteps * batchSize * window
  const masks = stages.filter(({ rate }) => rate > 0).length
  const board = memory.take(BOARD_WORDS * VALUE)
  const table = memory.take(HEAD_BYTES + stages.length * STAGE_BYTES)
  const { stages: placed, stateDelta } = placeStages(options, memory, scratch)
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
    stateDelta,
    scratchBytes: scratch.used(),
    scratch: memory.take(threads * scratch.used()),
  }
  return { ...layout, bytes: memory.used() - base }
}

interface StagePlacement {
  readonly stages: readonly StageLayout[]
  readonly stateDelta: number
}

/** Where the scratch memory has what a stage reads, makes, and gets back. */
type StageScratch = Pick<StageLayout, 'input' | 'output' | 'delta'>

function placeStages({ net, poolRows }: LayoutOptions, memory: Allocator, scratch: Allocator): StagePlacement {
  const { recurrence, dense } = net
  const recurrent = recurrence && placeRecurrence(recurrence, scratch)
  const input = recurrent?.output ?? scratch.take(BLOCK_ROWS * paddedWidth(dense[0]?.inputs ?? 0) * VALUE)
  const places = [...(recurrent?.stages ?? []), ...placeDense(dense, input, scratch)]
  let [offset, mask] = [0, 0]
  const stages = productStages(net).map((stage, index) => {
    const [inputs, units] = [paddedWidth(stage.inputs), paddedWidth(stage.units)]
    const drops = stage.rate > 0
    const maskUnits = recurrence && index < 2 ? recurrence.units : units
    const place = places[index]
    if (!place) throw new RangeError(`stage ${index} has no place`)
    const placed = {
      inputs,
      units,
      offset,
      turned: memory.take(inputs * units * VALUE),
      // The last block of a batch reads up to three rows of masks beyond it, for rows that count nothing.
      pool: drops ? memory.take((poolRows + 3) * maskUnits * VALUE) : 0,
      mask: drops ? mask++ : 0,
      maskUnits,
      ...place,
    }
    offset += (inputs + 1) * units * VALUE
    return placed
  })
  return { stages, stateDelta: recurrent?.stateDelta ?? 0 }
}

/** Each stage reads what the one before makes. */
function placeDense(dense: readonly DenseStage[], first: number, scratch: Allocator): readonly StageScratch[] {
  let input = first
  return dense.map(({ units }) => {
    const bytes = BLOCK_ROWS * paddedWidth(units) * VALUE
    const place = { input, output: scratch.take(bytes), delta: scratch.take(bytes) }
    input = place.output
    return place
  })
}

/** All minutes of a block's rows. */
function placeRecurrence({ inputs, units, minutes }: Recurrence, scratch: Allocator) {
  const take = (count: number, width: number): number =>
    scratch.take(RECURRENT_ROWS * count * paddedWidth(width) * VALUE)
  const output = take(1, units)
  const stages: readonly StageScratch[] = [
    { input: take(minutes, inputs), output: 0, delta: take(minutes, 3 * units) },
    { input: take(minutes + 1, units), output, delta: take(minutes, 3 * units) },
  ]
  return { stages, output, stateDelta: take(1, units) }
}

interface Allocator {
  readonly take: (bytes: number) => number
  readonly used: () => number
}

/** Gives out one place after the other, each at the beginning of a line of the cache. */
function createAllocator(base: number): Allocator {
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

export function paddedWidth(width: number): number {
  return Math.ceil(width / 4) * 4
}
