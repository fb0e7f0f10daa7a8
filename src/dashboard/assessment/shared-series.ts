import { z } from 'zod'
import type { ScoredSeries } from '../../assessment/scored-series.js'

const float64 = z.instanceof(Float64Array)
const float32 = z.instanceof(Float32Array)

/** A scored series on its way between threads. */
export const seriesSchema: z.ZodType<ScoredSeries> = z.strictObject({
  base: z.string(),
  ranges: z.array(z.strictObject({ from: z.number(), to: z.number() })),
  time: float64,
  close: float64,
  target: z.instanceof(Uint8Array),
  hold: float32,
  buy: float32,
  sell: float32,
})

/** The same values in memory that all threads share: it travels without being copied. */
export function sharedSeries(series: ScoredSeries): ScoredSeries {
  const { base, ranges, time, close, target, hold, buy, sell } = series
  const [sharedTime, sharedClose] = [shared(Float64Array, time), shared(Float64Array, close)]
  return {
    base,
    ranges: ranges.map(({ from, to }) => ({ from, to })),
    time: sharedTime,
    close: sharedClose,
    target: shared(Uint8Array, target),
    hold: shared(Float32Array, hold),
    buy: shared(Float32Array, buy),
    sell: shared(Float32Array, sell),
  }
}

interface ArrayKind<T> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: SharedArrayBuffer): T
}

function shared<T extends { set(values: ArrayLike<number>): void }>(kind: ArrayKind<T>, values: ArrayLike<number>): T {
  const copy = new kind(new SharedArrayBuffer(values.length * kind.BYTES_PER_ELEMENT))
  copy.set(values)
  return copy
}

/** Bytes that the columns take. */
export function bytesOf(series: readonly ScoredSeries[]): number {
  const bytesPerRow = 2 * 8 + 1 + 3 * 4
  return series.reduce((sum, { time }) => sum + bytesPerRow * time.length, 0)
}
