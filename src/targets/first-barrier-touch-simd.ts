import { uninitializedUint8 } from '../runtime/buffers.js'
import { KERNEL } from './first-barrier-touch-wasm.js'
import type { TouchCodes, BarrierLimits } from './barrier-limits.js'
import { loadKernel, type Kernel } from '../indicators/load-kernel.js'

/** Rows that go through the kernel at once, those that it keeps on one scale, and those that it looks at together. */
const CHUNK = 16_384
const TILE = 2048
const LANES = 8
/** Values and rows beyond the last that the kernel reads and writes and never uses. */
const PADDING = 64
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `firstBarrierTouch` by WebAssembly SIMD; undefined where the machine has none. */
export const simdFirstBarrierTouch = kernel && simdForm(kernel)

function simdForm({ memory, call }: Kernel) {
  return (values: Float64Array, { ahead, down, up }: BarrierLimits, codes: TouchCodes): Uint8Array => {
    const result = uninitializedUint8(Math.max(0, values.length - 1))
    const { none, rise, fall } = codes
    const crossings = (CHUNK + ahead + PADDING) * VALUE
    const work = crossings + CHUNK + PADDING
    const end = work + 3 * (TILE + 2 * ahead + 2 * PADDING) * Int16Array.BYTES_PER_ELEMENT
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      const there = values.subarray(done, done + rows + 1 + ahead)
      const input = new Float64Array(memory(end), 0, rows + 1 + ahead + LANES)
      input.set(there)
      // The last value again crosses nothing that it has not crossed itself.
      input.fill(there.at(-1) ?? 0, there.length)
      call('cross', 0, crossings, work, rows, ahead, down, up, none, rise, fall)
      result.set(new Uint8Array(memory(end), crossings, rows), done)
    }
    return result
  }
}
