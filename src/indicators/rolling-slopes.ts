import { quotient } from './elementwise.js'
import { plainRollingRegression } from './rolling-regression.js'
import { type RollingSpan, firstBorder } from './rolling-span.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-slopes-wasm.js'

/**
 * Slopes a row of the regression lines through several windows of at least two rows, divided by `divisor`, which has a value
 * for each row from `from` on. A flat window has the slope zero exactly. WebAssembly SIMD does the work; where there is
 * none, the quotients of `rollingRegression` do, which may differ in the last digit of single precision.
 * @returns for each window one column, with a value for each row from `from` on
 */
export function rollingSlopes(
  values: Float64Array,
  windows: readonly number[],
  span: Pick<RollingSpan, 'first' | 'from'>,
  divisor: Float64Array,
): Float32Array[] {
  const wrong = windows.find((window) => !Number.isInteger(window) || window < 2 || span.from < window - 1)
  if (wrong !== undefined) throw new RangeError(`a line through ${wrong} rows does not end at row ${span.from}`)
  return simdRollingSlopes?.(values, windows, span, divisor) ?? plainRollingSlopes(values, windows, span, divisor)
}

/** `rollingSlopes` by regressions one by one: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainRollingSlopes(
  values: Float64Array,
  windows: readonly number[],
  span: Pick<RollingSpan, 'first' | 'from'>,
  divisor: Float64Array,
): Float32Array[] {
  return windows.map((window) => {
    const { slope } = plainRollingRegression(values, { ...span, window })
    return quotient(slope, divisor, new Float32Array(slope.length))
  })
}

/** Rows that go through the kernel at once. */
const CHUNK = 8192
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingSlopes` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingSlopes = kernel && simdForm(kernel)

function simdForm({ memory, put, takeSingles, call }: Kernel) {
  return (
    values: Float64Array,
    windows: readonly number[],
    { first, from }: Pick<RollingSpan, 'first' | 'from'>,
    divisor: Float64Array,
  ): Float32Array[] => {
    const rows = Math.max(0, values.length - from)
    const results = windows.map(() => new Float32Array(rows))
    const longest = Math.max(...windows)
    for (let done = 0; done < rows; done += CHUNK) {
      const count = Math.min(CHUNK, rows - done)
      const begin = longest - 1
      const oldest = from + done - begin
      const at = layoutOf(begin + count, count, longest)
      memory(at.end)
      put(at.values, values, oldest, begin + count)
      put(at.divisors, divisor, done, count)
      call('invert', at.divisors, at.inverses, count)
      windows.forEach((window, i) => {
        const result = results[i]
        const border = firstBorder({ first: first + oldest, window, from: begin })
        call('slope', at.values, at.inverses, at.slopes, at.sums, border, begin, begin + count, window)
        if (result) takeSingles(at.slopes, result, done, count)
      })
    }
    return results
  }
}

/** Byte offsets of what the kernel reads and writes. */
function layoutOf(length: number, rows: number, window: number) {
  const values = PADDING * VALUE
  const divisors = values + (length + PADDING) * VALUE
  const inverses = divisors + (rows + 2 * PADDING) * VALUE
  const slopes = inverses + (rows + 2 * PADDING) * VALUE
  const sums = slopes + (rows + PADDING) * VALUE
  return { values, divisors, inverses, slopes, sums, end: sums + 2 * (window + 2 * PADDING) * VALUE }
}
