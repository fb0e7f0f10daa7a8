import { z } from 'zod'
import { alwaysOpen } from '../../core/calendar.js'
import type { CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { parseCandleFileName, type CandleFileName } from '../../ohlcv/import/candle-file-name.js'
import type { OrderedCandles } from '../../ohlcv/import/order-candles.js'

/** The candles of a file, and what its name says; a zip may hold several. */
export interface CandleSource {
  readonly named: CandleFileName | undefined
  readonly ordered: OrderedCandles
}

/** Reads what a name says. Throws UserError where that is not minute candles of trades. */
export function requireCandleName(name: string, label: string): CandleFileName | undefined {
  const named = parseCandleFileName(name)
  if (named && named.interval !== '1m') {
    throw new UserError(`${label} holds candles of ${named.interval}, as its name says: expected 1m`)
  }
  if (named?.rejectReason) throw new UserError(`${label}: ${named.rejectReason}`)
  return named
}

/** A source on its way between processes, where neither functions nor the links to them go. */
export interface PackedSource {
  readonly name: string
  readonly ordered: Omit<OrderedCandles, 'candles'>
  readonly first: number
  readonly columns: Readonly<Record<CandleColumn, Float64Array>>
  readonly filled: Uint8Array
}

const floats = z.instanceof(Float64Array)
const columnsSchema = z.strictObject({
  open: floats,
  high: floats,
  low: floats,
  close: floats,
  volume: floats,
  quoteVolume: floats,
  trades: floats,
  takerBuyVolume: floats,
} satisfies Record<CandleColumn, typeof floats>)

export const packedSourcesSchema: z.ZodType<PackedSource[]> = z.array(
  z.strictObject({
    name: z.string(),
    ordered: z.strictObject({
      label: z.string(),
      rows: z.number(),
      duplicates: z.number(),
      disordered: z.number(),
      remarks: z.array(z.string()),
    }),
    first: z.number(),
    columns: columnsSchema,
    filled: z.instanceof(Uint8Array),
  }),
)

/** Packs the candles of a file whose name is `name`, as `requireCandleName` takes it. */
export function packSource(name: string, { candles, ...ordered }: OrderedCandles): PackedSource {
  const { grid, filled, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = candles
  const columns = { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }
  return { name, ordered, first: grid.first, columns, filled }
}

/** The inverse of `packSource`. */
export function unpackSource({ name, ordered, first, columns, filled }: PackedSource): CandleSource {
  const grid = { calendar: alwaysOpen(), first, rows: filled.length }
  return { named: parseCandleFileName(name), ordered: { ...ordered, candles: { grid, ...columns, filled } } }
}
