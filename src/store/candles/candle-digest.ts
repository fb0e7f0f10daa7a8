import { crc32 } from 'node:zlib'
import { candlesToFrame, type Candles } from '../../core/candles.js'
import { bytesOfColumn } from '../arrow/column-bytes.js'
import { hashDays } from './hash-days.js'

/** What the file of a month says of its candles beside them. */
export interface CandleDigest {
  /** The hash of each UTC day, as `hashDays` gives them. */
  readonly days: ReadonlyMap<number, string>
  /** The checksum of each column. */
  readonly checksums: ReadonlyMap<string, number>
}

const known = new WeakMap<Candles, CandleDigest>()

/** Computes the digest of candles; of those whose digest is known it takes no time. */
export function digestOf(candles: Candles): CandleDigest {
  return known.get(candles) ?? computeDigest(candles)
}

export function computeDigest(candles: Candles): CandleDigest {
  const columns = [...candlesToFrame(candles).columns]
  return {
    days: hashDays(candles),
    checksums: new Map(columns.map(([name, values]) => [name, crc32(bytesOfColumn(values))])),
  }
}

/** Keeps the digest that another thread has computed of the very same candles, whose values must not change any more. */
export function keepDigest(candles: Candles, digest: CandleDigest): void {
  known.set(candles, digest)
}
