import type { CandleColumn } from '../../core/candles.js'
import { timeAt } from '../../core/grid.js'
import { nextMonthStart } from '../../core/time.js'
import type { OrderedCandles } from '../../ohlcv/import/order-candles.js'
import { columnBuffers } from '../../runtime/buffers.js'
import { computeDigest, type CandleDigest } from '../../store/candles/candle-digest.js'

/** A source on its way between processes, where neither functions nor the links to them go. */
export interface PackedSource {
  readonly name: string
  readonly ordered: Omit<OrderedCandles, 'candles'>
  readonly first: number
  readonly columns: Readonly<Record<CandleColumn, Float64Array>>
  readonly filled: Uint8Array
  /** The digest of the candles, where who packed them has computed it. */
  readonly digest?: CandleDigest
}

/** Packs the candles of a file whose name is `name`, as `requireCandleName` takes it. */
export function packSource(name: string, { candles, ...ordered }: OrderedCandles): PackedSource {
  const { grid, filled, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = candles
  const columns = { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }
  return { name, ordered, first: grid.first, columns, filled }
}

/** Packs candles as `packSource` does, with their digest where a store takes them as they are: unbroken ones of one month. */
export function packSourceWithDigest(name: string, ordered: OrderedCandles): PackedSource {
  const { grid, filled } = ordered.candles
  const isWhole = !filled.includes(1) && timeAt(grid, grid.rows - 1) < nextMonthStart(timeAt(grid, 0))
  return { ...packSource(name, ordered), ...(isWhole && { digest: computeDigest(ordered.candles) }) }
}

/** Lists the memory under packed candles, to be given away rather than copied. */
export function packedBuffers({ columns, filled }: PackedSource): ArrayBuffer[] {
  return columnBuffers([...Object.values(columns), filled])
}
