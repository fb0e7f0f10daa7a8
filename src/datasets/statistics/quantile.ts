type Floats = Float32Array | Float64Array

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
