import type { Market } from '../../../core/market.js'
import type { TimeRange } from '../../../core/time.js'
import type { Gap } from '../../../ohlcv/gaps.js'

/** What an import did to one market. */
export interface MarketImport {
  readonly market: Market
  readonly files: readonly ImportedFile[]
  /** What of the market was assumed; keys of the request stand in braces. */
  readonly remarks: readonly string[]
  readonly range: TimeRange
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Minutes that differ from the stored ones, which were kept because the user said so. */
  readonly kept: number
  /** Minutes between the first and the last imported candle that no source has. */
  readonly missing: number
  /** Those of them that are outages. */
  readonly outages: readonly Gap[]
  /** Those that are too long for an outage. */
  readonly notImported: readonly Gap[]
}

export interface ImportedFile {
  readonly file: string
  readonly rows: number
  readonly duplicates: number
  readonly disordered: number
  /** What was assumed of the file and what looks wrong with it; keys of the request stand in braces. */
  readonly remarks: readonly string[]
}

/** What an import did to the quotes of one market. */
export interface QuoteImport extends Pick<
  MarketImport,
  'market' | 'remarks' | 'range' | 'added' | 'changed' | 'unchanged' | 'kept'
> {
  readonly files: readonly Pick<ImportedFile, 'file' | 'rows' | 'remarks'>[]
  /** Minutes between the first and the last imported quote that have none. */
  readonly missing: number
}

export interface ImportedData {
  readonly markets: readonly MarketImport[]
  readonly quotes: readonly QuoteImport[]
}

export function importDataJson({ markets, quotes }: ImportedData): unknown {
  return { imported: markets, ...(quotes.length > 0 && { quotes }) }
}
