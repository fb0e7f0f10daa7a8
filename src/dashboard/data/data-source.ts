import type { DataBlackList, DataGaps, DataOverview, DataQuality } from './api.js'

/** What the data page shows. Methods throw NotFoundError where a market has no candles, UserError where they cannot be read. */
export interface DataSource {
  overview(): Promise<DataOverview>
  quality(market: string): Promise<DataQuality>
  gaps(market: string): Promise<DataGaps>
  /** As of a minute; default: the end of the newest candle. */
  blackList(at: number | undefined): Promise<DataBlackList>
}
