import { z } from 'zod'
import { alwaysOpen } from '../../core/calendar.js'
import type { CandleColumn } from '../../core/candles.js'
import { parseCandleFileName, type CandleFileName } from '../../ohlcv/import/candle-file-name.js'
import type { OrderedCandles } from '../../ohlcv/import/order-candles.js'
import { keepDigest } from '../../store/candles/candle-digest.js'
import type { PackedSource } from './pack-source.js'

/** The candles of a file, and what its name says; a zip may hold several. */
export interface CandleSource {
  readonly named: CandleFileName | undefined
  readonly ordered: OrderedCandles
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

export const packedSourceSchema: z.ZodType<PackedSource> = z.strictObject({
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
  digest: z
    .strictObject({ days: z.map(z.number(), z.string()), checksums: z.map(z.string(), z.number()) })
    .exactOptional(),
})

/** The inverse of `packSource`; a digest is kept for the store. */
export function unpackSource({ name, ordered, first, columns, filled, digest }: PackedSource): CandleSource {
  const candles = { grid: { calendar: alwaysOpen(), first, rows: filled.length }, ...columns, filled }
  if (digest) keepDigest(candles, digest)
  return { named: parseCandleFileName(name), ordered: { ...ordered, candles } }
}
