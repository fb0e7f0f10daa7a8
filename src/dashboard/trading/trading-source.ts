import type { DecisionFeatures, TradingDecisions, TradingRunDetail, TradingRuns, WishRequest } from './api.js'

export interface DecisionsQuery {
  readonly run: string
  readonly base?: string | undefined
  readonly acted: boolean
  /** Only minutes before this one, epoch ms. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface DecisionAt {
  readonly run: string
  readonly base: string
  readonly minute: number
}

/** What the trading page shows, and what it may ask of a trader. Throws NotFoundError for a run that is not in the book. */
export interface TradingSource {
  runs(): Promise<TradingRuns>
  run(id: string, points: number): Promise<TradingRunDetail>
  decisions(query: DecisionsQuery): Promise<TradingDecisions>
  features(decision: DecisionAt): Promise<DecisionFeatures>
  wish(request: WishRequest): Promise<void>
}
