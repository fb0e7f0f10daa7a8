import { uninitializedFloat32 } from '../runtime/buffers.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import type { PivotCandles, PivotTrendOptions } from './pivot-trends.js'
import { KERNEL } from './pivot-trends-wasm.js'
import { firstBorder } from './rolling-span.js'

/** Rows between the borders of the running sums for long windows, at least as many as the longest window has. */
const BLOCK = 12_960
/** Rows that go through the kernel at once, a part of BLOCK: with all columns they stay in the processor's second cache. */
const CHUNK = 2160
/** Longest window that is summed up from nearer borders, since far ones would cost it digits. */
const NEAR = 240
/** Rows between those borders, a part of CHUNK: their sums stay in the processor's first cache. */
const NEAR_BLOCK = 720
/** Longest window for which running sums do not pay. */
const SHORT = 8
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT
const SINGLE = Float32Array.BYTES_PER_ELEMENT
/** Up to so many rows have their sums for long windows only at the places where these begin and end. */
const MAX_FEW_ROWS = 16
/** Numbers from one column of results to the next. */
const STRIDE = CHUNK + PADDING

const kernel = loadKernel(KERNEL)

/** `pivotTrends` by WebAssembly SIMD; undefined where the machine has none. */
export const simdPivotTrends = kernel && simdForm(kernel)

type Layout = ReturnType<typeof layoutOf>

/** Layouts that were made before: a live row asks with one options object every minute. */
const layouts = new WeakMap<PivotTrendOptions, Layout>()

/** The kernel's memory as one computation uses it. Places are rows counted from the border of the current block. */
interface Work {
  readonly kernel: Kernel
  readonly diffs: PivotTrendOptions['diffs']
  readonly at: Layout
  /** Whether at most MAX_FEW_ROWS are evaluated. */
  readonly isFew: boolean
}

/** A slope's window, and the byte offset of its column of results. */
interface Slope {
  readonly window: number
  readonly out: number
}

function simdForm(kernel: Kernel) {
  return (candles: PivotCandles, options: PivotTrendOptions): Float32Array[] => {
    const { grid, close } = candles
    const { from } = options
    const work = openWork(kernel, options, close.length - from)
    const { columns } = work.at
    const results = columns.map(() => uninitializedFloat32(Math.max(0, close.length - from)))
    let border = firstBorder({ first: grid.first, window: BLOCK, from })
    /** Place up to which the block has its sums. */
    let summed = 0
    for (let begin = from - BLOCK + 1, end = begin; begin < close.length; begin = end) {
      end = Math.min(close.length, nextBorder(grid.first, begin))
      if (begin >= border + BLOCK) {
        border += BLOCK
        summed = 0
        shiftPivots(work)
      }
      loadPivots(work, candles, begin, end, begin - border)
      const row = Math.max(begin, from)
      if (row >= end) continue
      evaluate(work, row - border, end - border, summed)
      summed = end - border
      results.forEach((result, i) => kernel.takeSingles(columns[i] ?? 0, result, row - from, end - row))
    }
    return results
  }
}

/** The first row after `row` whose ordinal is divisible by CHUNK. */
function nextBorder(first: number, row: number): number {
  return firstBorder({ first, window: CHUNK, from: row + CHUNK })
}

function openWork(kernel: Kernel, options: PivotTrendOptions, rows: number): Work {
  const at = layouts.get(options) ?? layoutOf(options)
  layouts.set(options, at)
  kernel.memory(at.end)
  return { kernel, diffs: options.diffs, at, isFew: rows <= MAX_FEW_ROWS }
}

/** Makes the pivots of the current block those of the block before. */
function shiftPivots({ kernel, at }: Work): void {
  const pivots = new Float64Array(kernel.memory(at.end), at.pivots - BLOCK * VALUE, 2 * BLOCK)
  pivots.copyWithin(0, BLOCK)
}

/** Computes the pivots of the candles `begin … end − 1` into the places from `place` on. */
function loadPivots({ kernel, at }: Work, candles: PivotCandles, begin: number, end: number, place: number): void {
  const { open, high, low, close } = candles
  const columns = [open, high, low, close]
  columns.forEach((values, i) => kernel.put(at.prices[i] ?? 0, values, begin, end - begin))
  kernel.call('pivot', ...at.prices, at.pivots + place * VALUE, end - begin)
}

/** Computes all columns of the places `begin … end − 1`; sums exist up to `summed`. */
function evaluate(work: Work, begin: number, end: number, summed: number): void {
  const { kernel, at, diffs } = work
  const [values, rows] = [at.pivots + begin * VALUE, end - begin]
  kernel.call('invert', values, at.inverses, rows)
  kernel.call('steps', values, at.inverses, at.columns[0] ?? 0, at.work, rows, diffs.window, diffs.count, STRIDE)
  for (const { window, out } of at.short) kernel.call('slopeShort', values, at.inverses, out, rows, window)
  if (at.near.length > 0) computeNearSlopes(work, begin, end)
  if (at.long.length > 0) computeLongSlopes(work, begin, end, summed)
}

/** Computes slopes of windows by sums that begin anew every NEAR_BLOCK places. */
function computeNearSlopes(work: Work, begin: number, end: number): void {
  const { kernel, at } = work
  for (let place = begin, stop = 0; place < end; place = stop) {
    const origin = place - (place % NEAR_BLOCK)
    stop = Math.min(end, origin + NEAR_BLOCK)
    const sums = { values: at.pivots + origin * VALUE, ys: at.nearYs, xys: at.nearXYs }
    sumStretch(kernel, sums, place - origin - NEAR, 0, stop - origin)
    writeSlopes(work, sums, at.near, { place: place - origin, rows: stop - place, done: place - begin })
  }
}

/** Computes slopes of windows by sums that are counted from the block's border. */
function computeLongSlopes(work: Work, begin: number, end: number, summed: number): void {
  const { kernel, at, isFew } = work
  const sums = { values: at.pivots, ys: at.ys, xys: at.xys }
  const rows = end - begin
  if (isFew) sumPlaces(kernel, sums, [begin, ...at.long.map(({ window }) => begin - window)], rows)
  else sumStretch(kernel, sums, begin - BLOCK, summed, end)
  writeSlopes(work, sums, at.long, { place: begin, rows, done: 0 })
}

/** Writes slopes of `rows` places from `place` on after the first `done` of their columns. */
function writeSlopes(
  { kernel, at }: Work,
  { values, ys, xys }: BorderSums,
  columns: readonly Slope[],
  { place, rows, done }: { readonly place: number; readonly rows: number; readonly done: number },
): void {
  const inverses = at.inverses + done * SINGLE
  for (const { window, out } of columns) {
    kernel.call('slopes', values, ys, xys, place, inverses, out + done * SINGLE, rows, window)
  }
}

/** Numbers of double precision that take the room of `count` of single precision. */
const singles = (count: number): number => Math.ceil(count / 2)

/** Byte offsets of what the kernel reads and writes; those of pivots and sums at the border. */
function layoutOf({ diffs, windows }: PivotTrendOptions) {
  let end = 0
  /** Room for `before` values before the offset that it returns, and for `after` from there on. */
  const room = (before: number, after: number): number => {
    const offset = end + (before + PADDING) * VALUE
    end = offset + (after + PADDING) * VALUE
    return offset
  }
  const reach = (diffs.count + 1) * diffs.window
  const places = {
    prices: Array.from({ length: 4 }, () => room(0, CHUNK)),
    pivots: room(BLOCK, BLOCK),
    ys: room(BLOCK, BLOCK),
    xys: room(BLOCK, BLOCK),
    nearYs: room(NEAR, NEAR_BLOCK),
    nearXYs: room(NEAR, NEAR_BLOCK),
    inverses: room(0, singles(CHUNK)),
    work: room(0, 2 * (CHUNK + reach)),
  }
  const count = diffs.count + windows.length
  const first = room(0, singles(count * STRIDE))
  const columns = Array.from({ length: count }, (_, i) => first + i * STRIDE * SINGLE)
  const slopes: Slope[] = windows.map((window, i) => ({ window, out: columns[diffs.count + i] ?? 0 }))
  return { ...places, columns, ...groupsOf(slopes), end }
}

/** Slopes by the way in which they are summed up. */
function groupsOf(slopes: readonly Slope[]) {
  return {
    short: slopes.filter(({ window }) => window <= SHORT),
    near: slopes.filter(({ window }) => window > SHORT && window <= NEAR),
    long: slopes.filter(({ window }) => window > NEAR),
  }
}

/**
 * Byte offsets of values, and of their running sums in the kernel's memory, at a border. Places are counted from there; the sums
 * at place −1 are none, and those on either side are counted away from it.
 */
interface BorderSums {
  readonly values: number
  readonly ys: number
  readonly xys: number
}

/** Kernel functions that take the sums from the border on: at every place of a stretch, or at its last alone. */
const FORWARDS = { sum: 'sumForwards', skip: 'skipForwards' }
const BACKWARDS = { sum: 'sumBackwards', skip: 'skipBackwards' }

/** A range of numbers of values from the border on whose sums are needed. */
type Counts = readonly [min: number, max: number]

/** Writes the sums at all places `first … end − 1`, or only from `summed` on, which is divisible by four. */
function sumStretch({ call }: Kernel, sums: BorderSums, first: number, summed: number, end: number): void {
  const { values, ys, xys } = sums
  if (summed === 0) {
    call('sumNone', ys, xys)
    call(BACKWARDS.sum, values, ys, xys, 0, -1 - first)
  }
  call(FORWARDS.sum, values, ys, xys, summed, end)
}

/** Writes the sums at `rows` places from each of `firsts` on, which descend, with the bits of whole stretches. */
function sumPlaces({ call }: Kernel, sums: BorderSums, firsts: readonly number[], rows: number): void {
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
  for (const [min, max] of wanted) {
    const from = Math.max(summed, Math.floor((min - 1) / 4) * 4)
    if (max <= from) continue
    if (from > summed) call(names.skip, values, ys, xys, summed, from)
    call(names.sum, values, ys, xys, from, max)
    summed = Math.ceil(max / 4) * 4
  }
}
