type Floats = Float32Array | Float64Array

/** Linear interpolation between the two nearest of the sorted values, as numpy's default. */
export function quantile(sorted: Floats, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (position - below)
}

/**
 * The quantile of values that are not sorted, interpolated as `quantile` does. The lower of the two nearest must be among the
 * values from `from` to before `to`, where those before are no larger and those behind no smaller. The values are moved about.
 */
export function quantileOfUnsorted(values: Floats, share: number, from: number, to: number): number {
  const position = share * (values.length - 1)
  const below = Math.floor(position)
  const low = quickselect(values, below, from, to)
  const next = below + 1 < values.length ? minOf(values.subarray(below + 1, Math.max(to, below + 2))) : low
  return low + (next - low) * (position - below)
}

function minOf(values: Floats): number {
  let min = Infinity
  for (const value of values) if (value < min) min = value
  return min
}

/**
 * The value that would be at `position` if the values from `from` to before `to` were sorted. They are moved so that none before it
 * is larger and none behind it is smaller: much less work than sorting.
 */
export function quickselect(values: Floats, position: number, from = 0, to = values.length): number {
  let [left, right] = [from, to - 1]
  while (left < right) {
    const { i, j } = partition(values, left, right)
    if (position <= j) right = j
    else if (position >= i) left = i
    else break
  }
  return values[position] ?? Number.NaN
}

/** Splits a range around one of its values: none up to j is larger, none from i on is smaller, those between are equal to it. */
function partition(values: Floats, left: number, right: number): { readonly i: number; readonly j: number } {
  const pivot = middleOf(values[left] ?? 0, values[(left + right) >>> 1] ?? 0, values[right] ?? 0)
  let [i, j] = [left, right]
  while (i <= j) {
    while ((values[i] ?? 0) < pivot) i++
    while ((values[j] ?? 0) > pivot) j--
    if (i > j) break
    const swapped = values[i] ?? 0
    values[i++] = values[j] ?? 0
    values[j--] = swapped
  }
  return { i, j }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
