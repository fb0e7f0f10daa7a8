/** Windows shorter than this are searched value by value, which is faster for them. */
const MIN_BISECTED = 64

/** Takes one value out of a sorted array and puts another in, by shifting what lies between. */
export function replaceSorted(sorted: Float64Array, out: number, added: number): void {
  let at = sorted.length < MIN_BISECTED ? 0 : firstAtLeast(sorted, out)
  while ((sorted[at] ?? 0) < out) at++
  while (at > 0 && (sorted[at - 1] ?? 0) > added) {
    sorted[at] = sorted[at - 1] ?? 0
    at--
  }
  while (at + 1 < sorted.length && (sorted[at + 1] ?? 0) < added) {
    sorted[at] = sorted[at + 1] ?? 0
    at++
  }
  sorted[at] = added
}

/** Position of the first value that is not below `value`. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
