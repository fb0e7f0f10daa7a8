import { hash32, createRng, type Rng } from '../../core/rng.js'
import type { MaskSpec } from '../plan/layer-type.js'

/** The streams of pools and offsets among all random streams of one seed. */
const POOL_STREAM = 0x706f6f6c
const OFFSET_STREAM = 0x6f666673

const MIN_POOL_ROWS = 8192
/** A pool serves this many rows of batches, then a new one is drawn. */
const ERA_ROWS = 2 ** 18

/** Where the dropout masks of every step come from: functions of seed and absolute step, never of chunks or sessions. */
export interface DropoutPools {
  readonly poolRows: number
  /** Steps that share one pool; era e covers the steps e · eraSteps … (e + 1) · eraSteps − 1. */
  readonly eraSteps: number
  /** The pool of mask `index` in an era, row-major [poolRows, …]: 0 with the mask's rate, else 1/(1 − rate). */
  pool(era: number, index: number): Float32Array
  /** First row of the pool that mask `index` of a step takes; a mask is `batchSize` rows. */
  firstRow(step: number, index: number): number
}

export function createDropoutPools(masks: readonly MaskSpec[], batchSize: number, seed: number): DropoutPools {
  const poolRows = Math.max(MIN_POOL_ROWS, 8 * batchSize)
  return {
    poolRows,
    eraSteps: Math.ceil(ERA_ROWS / batchSize),
    pool: (era, index) => {
      const { rate, shape } = maskAt(masks, index)
      const units = shape.reduce((product, size) => product * size, 1)
      return drawPool(new Float32Array(poolRows * units), rate, createRng(POOL_STREAM, seed, era, index))
    },
    firstRow: (step, index) => hash32(OFFSET_STREAM, seed, step, index) % (poolRows - batchSize + 1),
  }
}

function drawPool(pool: Float32Array, rate: number, rng: Rng): Float32Array {
  const threshold = rate * 2 ** 32
  const scale = 1 / (1 - rate)
  for (let i = 0; i < pool.length; i++) pool[i] = rng.uint32() < threshold ? 0 : scale
  return pool
}

function maskAt(masks: readonly MaskSpec[], index: number): MaskSpec {
  const mask = masks[index]
  if (!mask) throw new RangeError(`there is no mask ${index}`)
  return mask
}
