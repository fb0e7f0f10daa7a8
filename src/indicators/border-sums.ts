import type { Kernel } from './load-kernel.js'

/**
 * Byte offsets of values, and of their running sums in the kernel's memory, at a border. Places are counted from there; the sums
 * at place −1 are none, and those on either side are counted away from it.
 */
export interface BorderSums {
  readonly values: number
  readonly ys: number
  readonly xys: number
}

/** Kernel functions that take the sums from the border on: at every place of a stretch, or at its last alone. */
const FORWARDS = { sum: 'sumForwards', skip: 'skipForwards' }
const BACKWARDS = { sum: 'sumBackwards', skip: 'skipBackwards' }

/** Numbers of values from the border on whose sums are wanted. */
type Counts = readonly [least: number, most: number]

/** Sums at all places `first … end − 1`, or where those before `summed` are there from it on; `summed` is divisible by four. */
export function sumStretch({ call }: Kernel, sums: BorderSums, first: number, summed: number, end: number): void {
  const { values, ys, xys } = sums
  if (summed === 0) {
    call('sumNone', ys, xys)
    call(BACKWARDS.sum, values, ys, xys, 0, -1 - first)
  }
  call(FORWARDS.sum, values, ys, xys, summed, end)
}

/** Sums at `rows` places from each of `firsts` on, which descend: the same bits as those of whole stretches, without the others. */
export function sumPlaces({ call }: Kernel, sums: BorderSums, firsts: readonly number[], rows: number): void {
  call('sumNone', sums.ys, sums.xys)
  const ahead = firsts.map((first): Counts => [first + 1, first + rows]).reverse()
  const back = firsts.map((first): Counts => [-first - rows, -first - 1])
  sumCounts(call, FORWARDS, sums, ahead)
  sumCounts(call, BACKWARDS, sums, back)
}

/** The kernel takes four values at a time. `wanted` ascend. */
function sumCounts(
  call: Kernel['call'],
  names: typeof FORWARDS,
  { values, ys, xys }: BorderSums,
  wanted: readonly Counts[],
): void {
  let summed = 0
  for (const [least, most] of wanted) {
    const from = Math.max(summed, Math.floor((least - 1) / 4) * 4)
    if (most <= from) continue
    if (from > summed) call(names.skip, values, ys, xys, summed, from)
    call(names.sum, values, ys, xys, from, most)
    summed = Math.ceil(most / 4) * 4
  }
}
