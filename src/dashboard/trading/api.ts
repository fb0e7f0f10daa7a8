/** `lost`: it has not ended in the book, and shows no sign of life. */
export type TraderState = 'running' | 'ended' | 'lost'

/** A pause or a pulled kill switch of an account. */
export interface TradingStop {
  /** Epoch ms, the machine's time. */
  readonly since: number
  /** Who said so. */
  readonly source: string
}

/** One run of the trading loop. Amounts of money are decimal strings. */
export interface TradingRun {
  readonly id: string
  readonly account: string
  readonly mode: 'replay' | 'testnet' | 'live'
  readonly state: TraderState
  /** Epoch ms on the exchange's clock, which a replay has in the past. */
  readonly started: number
  readonly ended?: number
  readonly outcome?: 'done' | 'stopped' | 'failed'
  readonly classifier?: string
  readonly bases: readonly string[]
  readonly quote: string
  /** Where they are known. */
  readonly thresholds?: { readonly buy: number; readonly sell: number }
  readonly paused?: TradingStop
  readonly killed?: TradingStop
  /** The coins of which the account holds less than the book: then value and gain are those of the book alone. */
  readonly differences: readonly { readonly currency: string; readonly booked: string; readonly balance: string }[]
  /** Equity in the latest minute and in the first one. */
  readonly latest?: EquityPoint
  readonly first?: EquityPoint
}

export interface EquityPoint {
  readonly minute: number
  readonly equity: string
}

/** GET /api/trading/runs: newest first. */
export interface TradingRuns {
  /** Undefined where there is no book yet. */
  readonly book?: string
  readonly runs: readonly TradingRun[]
  readonly classifiers: readonly string[]
}

export interface TradingPosition {
  readonly base: string
  readonly amount: string
  readonly averagePrice: string
  readonly close?: number
  /** At the last close. */
  readonly value?: string
  /** Why it cannot be sold, where its market is delisted or halted. */
  readonly unsellable?: string
  /** Of the value against the cost at the average price, before fees; 0.01 is one per cent. */
  readonly gain?: number
}

export interface TradingOrder {
  readonly id: string
  readonly time: number
  readonly base: string
  readonly side: 'buy' | 'sell'
  readonly price: string
  readonly amount: string
  readonly filled: string
  readonly state: string
  readonly reason: string
}

export interface TradingFill {
  readonly id: string
  readonly time: number
  readonly base: string
  readonly side: 'buy' | 'sell'
  readonly price: string
  readonly amount: string
  readonly fee: string
}

export interface TradingLogLine {
  readonly time: number
  readonly kind: string
  readonly base?: string
  readonly detail: string
}

/** GET /api/trading/run?id=: lists are newest first and bounded. */
export interface TradingRunDetail {
  readonly run: TradingRun
  /** At most `points` of them, with the highest and the lowest of what was left out; the largest fall from a high before. */
  readonly equity: {
    readonly minutes: readonly number[]
    readonly values: readonly number[]
    readonly drawdown: number
  }
  readonly positions: readonly TradingPosition[]
  readonly balances: readonly { readonly currency: string; readonly free: string; readonly locked: string }[]
  readonly openOrders: readonly TradingOrder[]
  readonly orders: readonly TradingOrder[]
  readonly fills: readonly TradingFill[]
  readonly log: readonly TradingLogLine[]
}

export interface TradingDecision {
  readonly minute: number
  readonly base: string
  readonly close: number
  readonly scores?: { readonly hold: number; readonly buy: number; readonly sell: number }
  readonly signal: 'hold' | 'buy' | 'sell'
  readonly act: 'none' | 'buy' | 'sell'
  readonly reason: string
  readonly lossMinutes: number
}

/** GET /api/trading/decisions?run=&base=&acted=&before=: newest first; `next` asks for those before. */
export interface TradingDecisions {
  readonly decisions: readonly TradingDecision[]
  readonly next?: number
}

/** GET /api/trading/features?run=&base=&minute=: what the net saw in the minute before a decision. */
export interface DecisionFeatures {
  readonly featureSet: string
  /** Open time of the candle. */
  readonly candleTime: number
  /** The farthest from the training's centre first. `scaled` is (value − center) / scale. */
  readonly features: readonly { readonly name: string; readonly value: number; readonly scaled: number }[]
  /** Scores computed again from the stored candles; equal to those of the decision where the candles are the same. */
  readonly scores: { readonly hold: number; readonly buy: number; readonly sell: number }
  /** What should be known of them, such as a classifier that was trained again since. */
  readonly remark?: string
}

/** POST /api/trading/control: what the trader of an account is to do. */
export interface ControlRequest {
  readonly account: string
  readonly command: 'pause' | 'resume' | 'kill' | 'release'
}
