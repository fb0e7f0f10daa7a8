import type { RollingSpan } from './rolling-span.js'

type WindowEnds = Pick<RollingSpan, 'window' | 'from'>

/**
 * Runs a kernel that compares values, which a NaN would mislead: it gets numbers alone, and a window that has a NaN in it has
 * the result NaN. Other windows keep their bits, so the kernel's result must depend on the values of a window alone.
 */
export function maskNaNWindows(
  values: Float64Array,
  span: WindowEnds,
  kernel: (numbers: Float64Array) => Float64Array,
): Float64Array {
  if (!hasNaN(values)) return kernel(values)
  const results = kernel(values.map((value) => (Number.isNaN(value) ? 0 : value)))
  markWindows(values, span, results)
  return results
}

function hasNaN(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) return true
  return false
}

function markWindows(values: Float64Array, { window, from }: WindowEnds, results: Float64Array): void {
  let latest = -Infinity
  for (let row = from - window + 1; row < values.length; row++) {
    if (Number.isNaN(values[row])) latest = row
    if (row >= from && row - latest < window) results[row - from] = Number.NaN
  }
}
