import { unwrittenFloats } from '../core/result-memory.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import type { PivotCandles, PivotTrends } from './pivot-trends.js'
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
/** Numbers from one column of results to the next. */
const STRIDE = CHUNK + PADDING

const kernel = loadKernel(KERNEL)

/** `pivotTrends` by WebAssembly SIMD; undefined where the machine has none. */
export const simdPivotTrends = kernel && simdForm(kernel)

type Layout = ReturnType<typeof layoutOf>

/** Those of trends that were asked for before: a live row asks for the same every minute. */
const layouts = new WeakMap<PivotTrends, Layout>()

/** The kernel's memory as one computation uses it. Places are rows counted from the border of the block under way. */
interface Work {
  readonly call: Kernel['call']
  readonly trends: PivotTrends
  readonly at: Layout
  readonly prices: readonly Float64Array[]
  /** Pivots of the block before the one under way, and of this. */
  readonly pivots: Float64Array
}

/** Windows that are summed up in the same way: `count` of them from the one numbered `index`. */
interface Group {
  readonly index: number
  readonly count: number
}

function simdForm({ memory, call }: Kernel) {
  return (candles: PivotCandles, trends: PivotTrends): Float32Array[] => {
    const { grid, close } = candles
    const { from } = trends
    const at = layouts.get(trends) ?? layoutOf(trends)
    layouts.set(trends, at)
    const buffer = memory(at.end)
    const work = openWork(call, trends, at, buffer)
    const results = at.columns.map(() => unwrittenFloats(Math.max(0, close.length - from)))
    let border = firstBorder({ first: grid.first, window: BLOCK, from })
    /** Place up to which the block has its sums. */
    let summed = 0
    for (let begin = from - BLOCK + 1, end = begin; begin < close.length; begin = end) {
      end = Math.min(close.length, nextBorder(grid.first, begin))
      if (begin >= border + BLOCK) {
        border += BLOCK
        summed = 0
        work.pivots.copyWithin(0, BLOCK)
      }
      loadPivots(work, candles, begin, end, begin - border)
      const row = Math.max(begin, from)
      if (row >= end) continue
      evaluate(work, row - border, end - border, summed)
      summed = end - border
      results.forEach((result, i) => result.set(new Float32Array(buffer, at.columns[i], end - row), row - from))
    }
    return results
  }
}

/** The first row after `row` whose ordinal is divisible by CHUNK. */
function nextBorder(first: number, row: number): number {
  return firstBorder({ first, window: CHUNK, from: row + CHUNK })
}

function openWork(call: Kernel['call'], trends: PivotTrends, at: Layout, buffer: ArrayBuffer): Work {
  new Int32Array(buffer, at.windows, trends.windows.length).set(trends.windows)
  return {
    call,
    trends,
    at,
    prices: at.prices.map((offset) => new Float64Array(buffer, offset, CHUNK)),
    pivots: new Float64Array(buffer, at.pivots - BLOCK * VALUE, 2 * BLOCK),
  }
}

/** Makes pivots of the candles `begin … end − 1`, which belong from `place` on. */
function loadPivots(work: Work, candles: PivotCandles, begin: number, end: number, place: number): void {
  const { call, at, prices } = work
  const { open, high, low, close } = candles
  const columns = [open, high, low, close]
  columns.forEach((values, i) => prices[i]?.set(values.subarray(begin, end)))
  call('pivot', ...at.prices, at.pivots + place * VALUE, end - begin)
}

/** Computes all columns of the places `begin … end − 1`, where there are sums up to `summed`. */
function evaluate(work: Work, begin: number, end: number, summed: number): void {
  const { call, at, trends } = work
  const { steps, windows } = trends
  const [values, rows] = [at.pivots + begin * VALUE, end - begin]
  call('invert', values, at.inverses, rows)
  call('steps', values, at.inverses, at.columns[0] ?? 0, at.work, rows, steps.window, steps.count, STRIDE)
  const short = windows.filter((window) => window <= SHORT)
  short.forEach((window, i) => {
    call('slopeShort', values, at.inverses, at.columns[steps.count + i] ?? 0, rows, window)
  })
  const upToNear = windows.filter((window) => window <= NEAR).length
  nearSlopes(work, begin, end, { index: short.length, count: upToNear - short.length })
  longSlopes(work, begin, end, summed, { index: upToNear, count: windows.length - upToNear })
}

/** Slopes of windows by sums of their own every NEAR_BLOCK places. */
function nearSlopes(work: Work, begin: number, end: number, group: Group): void {
  const { call, at } = work
  for (let place = begin, stop = 0; group.count > 0 && place < end; place = stop) {
    const origin = place - (place % NEAR_BLOCK)
    stop = Math.min(end, origin + NEAR_BLOCK)
    const border = at.pivots + origin * VALUE
    call('sumForwards', border, at.nearYs, at.nearXYs, 0, stop - origin)
    call('sumBackwards', border, at.nearYs, at.nearXYs, NEAR - 1 - (place - origin))
    slopes(work, { ys: at.nearYs, xys: at.nearXYs, origin }, { begin: place, end: stop, done: place - begin }, group)
  }
}

/** Slopes of windows by sums that are counted from the block's border. */
function longSlopes(work: Work, begin: number, end: number, summed: number, group: Group): void {
  const { call, at } = work
  if (group.count === 0) return
  if (summed === 0) call('sumBackwards', at.pivots, at.ys, at.xys, BLOCK - 1 - begin)
  call('sumForwards', at.pivots, at.ys, at.xys, summed, end)
  slopes(work, { ys: at.ys, xys: at.xys, origin: 0 }, { begin, end, done: 0 }, group)
}

/** Writes slopes of the places `begin … end − 1` after the first `done` of the columns of some windows. */
function slopes(
  { call, at, trends }: Work,
  { ys, xys, origin }: { readonly ys: number; readonly xys: number; readonly origin: number },
  { begin, end, done }: { readonly begin: number; readonly end: number; readonly done: number },
  { index, count }: Group,
): void {
  const values = at.pivots + origin * VALUE
  const out = (at.columns[trends.steps.count + index] ?? 0) + done * SINGLE
  const windows = at.windows + index * Int32Array.BYTES_PER_ELEMENT
  const inverses = at.inverses + done * SINGLE
  call('slopes', values, ys, xys, begin - origin, inverses, out, end - begin, windows, count, STRIDE)
}

/** Numbers of double precision that take the room of `count` of single precision, or of as many integers. */
const singles = (count: number): number => Math.ceil(count / 2)

/** Byte offsets of what the kernel reads and writes; those of pivots and sums at the border. */
function layoutOf({ steps, windows }: PivotTrends) {
  let end = 0
  /** Room for `before` values before the offset that it returns, and for `after` from there on. */
  const room = (before: number, after: number): number => {
    const offset = end + (before + PADDING) * VALUE
    end = offset + (after + PADDING) * VALUE
    return offset
  }
  const reach = (steps.count + 1) * steps.window
  const places = {
    prices: Array.from({ length: 4 }, () => room(0, CHUNK)),
    windows: room(0, singles(windows.length)),
    pivots: room(BLOCK, BLOCK),
    ys: room(BLOCK, BLOCK),
    xys: room(BLOCK, BLOCK),
    nearYs: room(NEAR, NEAR_BLOCK),
    nearXYs: room(NEAR, NEAR_BLOCK),
    inverses: room(0, singles(CHUNK)),
    work: room(0, 2 * (CHUNK + reach)),
  }
  const count = steps.count + windows.length
  const columns = room(0, singles(count * STRIDE))
  return { ...places, columns: Array.from({ length: count }, (_, i) => columns + i * STRIDE * SINGLE), end }
}
