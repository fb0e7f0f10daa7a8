import type { Base } from '../../../config/markets.js'

/** A file of candles that was written. */
export interface ExportedData {
  readonly out: string
  readonly base: Base
  /** Rows of the file. */
  readonly candles: number
  /** Names of its columns besides the time stamp. */
  readonly columns: readonly string[]
}

export function exportDataJson({ base, out, ...counts }: ExportedData): unknown {
  return { out, ...base, ...counts }
}
