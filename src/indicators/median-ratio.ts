import { plainRollingMedian } from './rolling-median.js'
import type { RollingSpan } from './rolling-span.js'
import { uninitializedFloat32 } from '../runtime/buffers.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-median-wasm.js'

/** Rows of the short window. */
const SHORT_WINDOW = 5
/** Longest window that the kernel has room for. */
const MAX_WINDOW = 256

export interface MedianRatioOptions extends Pick<RollingSpan, 'window' | 'from'> {
  /** Stands in for a quotient by zero. */
  readonly fillValue: number
}

/**
 * Median of five rows over that of a longer window, which ends at the same row. WebAssembly SIMD works in single precision
 * throughout and differs by 3e-7 relative at most from the plain form, `rollingMedian` in double precision.
 * @param values finite numbers of a size that single precision has: from 1e-37 to 1e38, or zero
 * @returns one value for each row from `from` on
 */
export function medianRatio(values: Float64Array, options: MedianRatioOptions): Float32Array {
  const { window, from } = options
  if (window < SHORT_WINDOW || window > MAX_WINDOW || from < window - 1) {
    throw new RangeError(
      `a window of ${window} rows to row ${from}, expected ${SHORT_WINDOW} to ${MAX_WINDOW} rows that exist`,
    )
  }
  return simdMedianRatio?.(values, options) ?? plainMedianRatio(values, options)
}

/** `medianRatio` by medians one by one: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainMedianRatio(values: Float64Array, { window, from, fillValue }: MedianRatioOptions): Float32Array {
  const long = plainRollingMedian(values, { window, from })
  const short = plainRollingMedian(values, { window: SHORT_WINDOW, from })
  return Float32Array.from(long, (base, i) => (base === 0 ? fillValue : (short[i] ?? 0) / base))
}

/** Rows that go through the kernel at once. */
const CHUNK = 4096
/** Numbers that the kernel works with, for each row of a window, and rows of a window that it takes more. */
const WORK = 24
const PADDING = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `medianRatio` by WebAssembly SIMD; undefined where the machine has none. */
export const simdMedianRatio = kernel && simdForm(kernel)

function simdForm({ memory, put, takeSingles, call }: Kernel) {
  return (values: Float64Array, { window, from, fillValue }: MedianRatioOptions): Float32Array => {
    const result = uninitializedFloat32(Math.max(0, values.length - from))
    // The kernel may read and write four windows and some rows beyond the ends.
    const room = (CHUNK + 5 * window + 2 * PADDING) * VALUE
    const work = 2 * room
    memory(work + WORK * (window + PADDING) * VALUE + room)
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      put(0, values, from + done - window + 1, rows + window - 1)
      call('ratioOfFive', 0, room, work, rows, window, fillValue)
      takeSingles(room, result, done, rows)
    }
    return result
  }
}
