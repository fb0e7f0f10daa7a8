import { loadKernel, type Kernel } from '../indicators/load-kernel.js'
import { uninitializedUint8 } from '../runtime/buffers.js'
import { KERNEL } from './first-barrier-touch-wasm.js'

/** Two barriers, as relative changes from the value before a row: `lower` is negative, `upper` positive. */
export interface FixedBarriers {
  /** Rows after a row that are looked at beside the row itself. */
  readonly horizon: number
  readonly lower: number
  readonly upper: number
}

/** What stands for each outcome in the result. */
export interface TouchCodes {
  readonly none: number
  readonly upper: number
  readonly lower: number
}

/**
 * Which of two barriers the values go beyond first, from each row on, seen from the value before it; `none` where they go
 * beyond neither, and where the row itself goes the other way or stands still. Near the end fewer rows are looked at.
 *
 * The results are exact: WebAssembly SIMD and the plain loop give the same ones.
 * @param values positive numbers
 * @returns one of `codes` for each value but the first
 */
export function firstBarrierTouch(values: Float64Array, barriers: FixedBarriers, codes: TouchCodes): Uint8Array {
  return simdFirstBarrierTouch?.(values, barriers, codes) ?? plainFirstBarrierTouch(values, barriers, codes)
}

/** `firstBarrierTouch` row by row: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainFirstBarrierTouch(values: Float64Array, barriers: FixedBarriers, codes: TouchCodes): Uint8Array {
  const touches = new Uint8Array(Math.max(0, values.length - 1))
  for (let i = 0; i < touches.length; i++) touches[i] = touchAt(values, i + 1, barriers, codes)
  return touches
}

function touchAt(
  values: Float64Array,
  row: number,
  { horizon, lower, upper }: FixedBarriers,
  codes: TouchCodes,
): number {
  const before = values[row - 1] ?? 0
  const now = values[row] ?? 0
  const end = Math.min(row + horizon, values.length - 1)
  for (let at = row; at <= end; at++) {
    // Not value / before − 1, which takes a fall of exactly 0.5 % for more than that.
    const change = ((values[at] ?? 0) - before) / before
    if (change < lower) return now < before ? codes.lower : codes.none
    if (change > upper) return now > before ? codes.upper : codes.none
  }
  return codes.none
}

/** Rows that go through the kernel at once, those that it keeps on one scale, and those that it looks at together. */
const CHUNK = 16_384
const TILE = 2048
const LANES = 8
/** Values and rows beyond the last that the kernel reads and writes and never uses. */
const PADDING = 64
const DOUBLE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `firstBarrierTouch` by WebAssembly SIMD; undefined where the machine has none. */
export const simdFirstBarrierTouch = kernel && simdForm(kernel)

function simdForm({ memory, call }: Kernel) {
  return (values: Float64Array, { horizon, lower, upper }: FixedBarriers, codes: TouchCodes): Uint8Array => {
    const result = uninitializedUint8(Math.max(0, values.length - 1))
    const touches = (CHUNK + horizon + PADDING) * DOUBLE
    const work = touches + CHUNK + PADDING
    const end = work + 3 * (TILE + 2 * horizon + 2 * PADDING) * Int16Array.BYTES_PER_ELEMENT
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      const available = values.subarray(done, done + rows + 1 + horizon)
      const input = new Float64Array(memory(end), 0, rows + 1 + horizon + LANES)
      input.set(available)
      // The last value again touches nothing that it has not touched itself.
      input.fill(available.at(-1) ?? 0, available.length)
      call('cross', 0, touches, work, rows, horizon, lower, upper, codes.none, codes.upper, codes.lower)
      result.set(new Uint8Array(memory(end), touches, rows), done)
    }
    return result
  }
}
