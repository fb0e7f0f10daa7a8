/** Minutes in a row: `from` the first, `to` the one after the last, epoch ms. */
export interface DataSpan {
  readonly from: number
  readonly to: number
  readonly minutes: number
}

/** A market that has candles, as far as that is told at once. */
export interface DataMarket {
  /** `binance/spot/BTC-USDT/1m`: what the other routes want to know. */
  readonly path: string
  readonly base: string
  readonly exchange: string
  readonly type: string
  readonly symbol: string
  /** From the first to the end of the last candle, epoch ms; null where `error` says why that is not known. */
  readonly range: { readonly from: number; readonly to: number } | null
  readonly error: string | null
  /** Names of files that were found damaged and set aside. */
  readonly damaged: readonly string[]
}

/** GET /api/data/overview */
export interface DataOverview {
  readonly markets: readonly DataMarket[]
  /** Why there is no exchange to update from; null where there is one. */
  readonly noUpdate: string | null
  /** Bases that the configuration names. */
  readonly configured: readonly string[]
  /** Whether the blacklist has any limit, and the limits in words. */
  readonly limited: boolean
  readonly limits: string
  /** The end of the newest candle. */
  readonly newest: number | null
  readonly outageMinutes: number
  readonly noTradeBreakMinutes: number
}

/** A month or a day of what is stored. */
export interface DataPart {
  /** `2024-03` or `2024-03-07`, in the workspace's time zone. */
  readonly name: string
  /** Minutes of it between the first and the last candle. */
  readonly minutes: number
  readonly missing: number
  readonly outage: boolean
}

/** GET /api/data/quality?market= */
export interface DataQuality {
  readonly path: string
  /** What was looked at. */
  readonly from: number
  readonly to: number
  readonly candles: number
  readonly missing: number
  readonly gaps: number
  readonly outages: number
  /** Of the candles that the source has. */
  readonly noTradeShare: number
  readonly noTradeBreaks: number
  readonly minuteQuoteVolume: number
  readonly spikes: number
  readonly staleRuns: number
  readonly months: readonly DataPart[]
}

/** A list of which only the longest or the first are sent. */
export interface DataList<Item> {
  readonly count: number
  readonly items: readonly Item[]
}

/** GET /api/data/gaps?market= */
export interface DataGaps {
  readonly path: string
  readonly days: readonly DataPart[]
  /** The longest first. */
  readonly outages: DataList<DataSpan>
  /** Gaps that are too long for an outage. */
  readonly notImported: DataList<DataSpan>
  readonly noTradeBreaks: DataList<DataSpan>
  readonly flatRuns: DataList<DataSpan>
  readonly staleRuns: DataList<DataSpan>
  /** Prices that were taken back within minutes; `change` is a share. The largest first. */
  readonly spikes: DataList<{ readonly time: number; readonly change: number }>
}

/** GET /api/data/blacklist?at= */
export interface DataBlacklist {
  /** The minute that is judged, epoch ms; null where nothing is stored. */
  readonly at: number | null
  readonly markets: readonly {
    readonly path: string
    readonly base: string
    /** Why it is on the list; empty where it is not. */
    readonly reasons: readonly string[]
    /** Why it cannot be judged. */
    readonly error: string | null
  }[]
}
