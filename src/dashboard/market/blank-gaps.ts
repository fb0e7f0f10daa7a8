import { float32ColumnOf, makeFrame, type Frame } from '../../core/frame.js'
import { rangeOf, rowAt } from '../../core/grid.js'
import type { Market } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import type { GapLimits } from '../../ohlcv/gaps.js'
import { readGaps } from '../../ohlcv/read-gaps.js'
import type { CandleStore } from '../../store/candles/candle-store.js'

/** Where the gaps of a market are looked up. */
export interface GapSource {
  readonly store: Pick<CandleStore, 'readColumns'>
  readonly market: Market
  readonly limits: GapLimits
}

/**
 * A Float32 column of a frame with NaN in all minutes that were never imported: their candles are filled, and whatever is
 * computed from them is nothing to be drawn. With `lag`, ms, a value is drawn so much later than its row, and has to be
 * imported at both times.
 */
export async function blankNotImported(
  frame: Frame,
  column: string,
  { store, market, limits }: GapSource,
  lag = 0,
): Promise<Float32Array> {
  const values = float32ColumnOf(frame, column)
  const { from, to } = rangeOf(frame.grid)
  const gaps = await readGaps(store, market, { from, to: to + lag }, limits)
  const missing = gaps.filter(({ notImported }) => notImported)
  if (missing.length === 0) return values
  const blanked = values.slice()
  for (const gap of missing)
    for (const shift of new Set([0, lag])) blank(blanked, frame, { from: gap.from - shift, to: gap.to - shift })
  return blanked
}

/** The same of several columns, as a frame of them. */
export async function blankColumns(frame: Frame, columns: readonly string[], source: GapSource): Promise<Frame> {
  const blanked = await Promise.all(
    columns.map(async (name) => [name, await blankNotImported(frame, name, source)] as const),
  )
  return makeFrame(frame.grid, blanked)
}

function blank(values: Float32Array, { grid }: Frame, { from, to }: TimeRange): void {
  const clamp = (row: number): number => Math.min(values.length, Math.max(0, row))
  values.fill(Number.NaN, clamp(rowAt(grid, from)), clamp(rowAt(grid, to)))
}
