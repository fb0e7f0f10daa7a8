import { type RollingSpan, firstBorder } from './rolling-span.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-sum-wasm.js'

/**
 * Sum of each window. A window of zeros has the sum zero exactly. WebAssembly SIMD does the work, with the same bits on every
 * machine that has it; the plain loop, which runs elsewhere, differs in the last digits.
 * @returns one value for each row from `span.from` on
 */
export function rollingSum(values: Float64Array, span: RollingSpan): Float64Array {
  const sums = new Float64Array(Math.max(0, values.length - span.from))
  return simdRollingSum?.(values, span, 1, sums) ?? plainRollingSum(values, span, sums)
}

/** `rollingSum` value by value: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainRollingSum(
  values: Float64Array,
  span: RollingSpan,
  sums: Float64Array = new Float64Array(Math.max(0, values.length - span.from)),
): Float64Array {
  const { window, from } = span
  const before = new Float64Array(window)
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    const end = Math.min(border + window, values.length)
    for (let back = 1; back < window - (begin - border); back++) {
      before[back] = (before[back - 1] ?? 0) + (values[border - back] ?? 0)
    }
    let after = 0
    for (let row = border; row < end; row++) {
      after += values[row] ?? 0
      if (row >= begin) sums[row - from] = (before[border + window - 1 - row] ?? 0) + after
    }
  }
  return sums
}

/** At least this many rows go through the kernel at once, in whole blocks. */
const CHUNK = 4096
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** Writes `rollingSum` over a divisor into `result` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingSum = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, span: RollingSpan, divisor: number, result: Float64Array): Float64Array => {
    const { window, from } = span
    let border = firstBorder(span)
    for (let begin = from; begin < values.length;) {
      const end = Math.min(values.length, border + Math.ceil(CHUNK / window) * window)
      const oldest = begin - window + 1
      const sums = (end - oldest + 2 * PADDING) * VALUE
      const before = sums + (end - begin + 2 * PADDING) * VALUE
      const start = PADDING * VALUE
      memory(before + (window + 2 * PADDING) * VALUE)
      put(start, values, oldest, end - oldest)
      call('add', start, sums, before, border - oldest, begin - oldest, end - oldest, window, divisor)
      take(sums, result, begin - from, end - begin)
      begin = end
      border = end
    }
    return result
  }
}
