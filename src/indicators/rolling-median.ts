import { maskNaNWindows } from './mask-nan-windows.js'
import { requireWindow, type RollingSpan } from './rolling-span.js'
import { replaceSorted } from './sorted-window.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-median-wasm.js'

/** Longest window for which the kernel is faster: it goes over all of a window, the plain loop searches in it. */
const MAX_KERNEL_WINDOW = 256

/**
 * Median of each window; the mean of the two middle values where the window is even. An order statistic is exact, so it
 * needs no block borders, and WebAssembly SIMD and the plain loop give the same results.
 * A window with a NaN in it has the median NaN.
 * @returns one value for each row from `from` on
 */
export function rollingMedian(values: Float64Array, span: Pick<RollingSpan, 'window' | 'from'>): Float64Array {
  const simd = span.window > MAX_KERNEL_WINDOW ? undefined : simdRollingMedian
  requireWindow(span)
  return maskNaNWindows(values, span, (numbers) => simd?.(numbers, span) ?? plainRollingMedian(numbers, span))
}

/** `rollingMedian` by searching: the fast form is compared with it, and it is faster for long windows. */
export function plainRollingMedian(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
): Float64Array {
  const medians = new Float64Array(Math.max(0, values.length - from))
  if (medians.length === 0) return medians
  const sorted = values.slice(from - window + 1, from + 1).sort()
  const middle = window >> 1
  for (let row = from; row < values.length; row++) {
    if (row > from) replaceSorted(sorted, values[row - window] ?? 0, values[row] ?? 0)
    const upper = sorted[middle] ?? 0
    medians[row - from] = window % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
  }
  return medians
}

/** Rows that go through the kernel at once. */
const CHUNK = 4096
/** Numbers that the kernel works with, for each row of a window: what it keeps at every halving of a group of windows. */
const WORK = 24
/** Room beside, for windows of few rows. */
const PADDING = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingMedian` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingMedian = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, { window, from }: Pick<RollingSpan, 'window' | 'from'>): Float64Array => {
    const result = new Float64Array(Math.max(0, values.length - from))
    // The kernel may read and write two windows beyond the ends.
    const medians = (CHUNK + 3 * window + PADDING) * VALUE
    const work = medians + (CHUNK + 2 * window + PADDING) * VALUE
    const end = work + WORK * (window + PADDING) * VALUE
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      memory(end)
      put(0, values, from + done - window + 1, rows + window - 1)
      if (window === 5) call('five', 0, medians, rows)
      else call('slide', 0, medians, work, rows, window)
      take(medians, result, done, rows)
    }
    return result
  }
}
