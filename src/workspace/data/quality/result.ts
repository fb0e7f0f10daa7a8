import type { CalendarDay } from '../gap-calendar.js'
import { listDataJson, type DataList, type MarketData } from '../list/result.js'

/** What the store has of one market, with how complete every day of it is. */
export interface MarketQuality extends MarketData {
  /** In the workspace's time zone; empty where the candles cannot be read. */
  readonly calendar: readonly CalendarDay[]
}

/** The markets that a base stands for: more than one where candles of several exchanges or market types are stored. */
export interface DataQuality extends DataList {
  readonly markets: readonly MarketQuality[]
}

export function dataQualityJson(quality: DataQuality): unknown {
  const { asOf, markets } = listDataJson(quality)
  return {
    ...(asOf === undefined ? {} : { asOf }),
    markets: markets.map((market, i) => ({ ...market, calendar: quality.markets[i]?.calendar ?? [] })),
  }
}
