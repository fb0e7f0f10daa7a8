import { firstBorder, type RollingSpan } from './rolling-span.js'

/** Count-free moments of the rows on one side of a border, by how many rows they are. */
interface Moments {
  readonly mean: Float64Array
  /** Sum of the squared distances from that mean. */
  readonly squares: Float64Array
}

/**
 * Standard deviation of each window, of the whole population: divided by the window's length. Welford's moments are taken
 * from the block border backwards and forwards and merged as Chan does, so that nothing cancels at high price levels; a
 * flat window has the deviation zero exactly.
 * @returns one value for each row from `span.from` on
 */
export function rollingStd(values: Float64Array, span: RollingSpan): Float64Array {
  const { window, from } = span
  const deviations = new Float64Array(Math.max(0, values.length - from))
  const before = { mean: new Float64Array(window), squares: new Float64Array(window) }
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    momentsBackwards(values, border, window - (begin - border), before)
    deviateBlock(values, border, begin, span, before, deviations)
  }
  return deviations
}

/** `moments` at k become those of the `k` rows before the border, for k below `count`; values are relative to the border's. */
function momentsBackwards(values: Float64Array, border: number, count: number, { mean, squares }: Moments): void {
  const reference = values[border] ?? 0
  let center = 0
  let sum = 0
  for (let back = 1; back < count; back++) {
    const value = (values[border - back] ?? 0) - reference
    const distance = value - center
    center += distance / back
    sum += distance * (value - center)
    mean[back] = center
    squares[back] = sum
  }
}

function deviateBlock(
  values: Float64Array,
  border: number,
  begin: number,
  { window, from }: RollingSpan,
  before: Moments,
  deviations: Float64Array,
): void {
  const reference = values[border] ?? 0
  const end = Math.min(border + window, values.length)
  let center = 0
  let sum = 0
  for (let row = border; row < end; row++) {
    const ahead = row - border + 1
    const value = (values[row] ?? 0) - reference
    const distance = value - center
    center += distance / ahead
    sum += distance * (value - center)
    if (row < begin) continue
    const back = window - ahead
    const apart = back === 0 ? 0 : (before.mean[back] ?? 0) - center
    const squares = sum + (before.squares[back] ?? 0) + apart * apart * ((ahead * back) / window)
    deviations[row - from] = Math.sqrt(squares / window)
  }
}
