import type {
  CandleView,
  FeatureView,
  FigureTable,
  LabelView,
  LinesView,
  MarketNews,
  MarketOverview,
  SignalView,
  Span,
} from './api.js'

/** A part of a base's time, in at most `points` bars. */
export interface ViewQuery extends Span {
  readonly base: string
  readonly points: number
}

/** What the market page shows. Methods throw UserError where what is asked for is not there. */
export interface MarketSource {
  overview(): Promise<MarketOverview>
  /** Key figures of all bases in the minute that is open at `at`; default: the last of each. */
  figures(at: number | undefined): Promise<FigureTable>
  candles(query: ViewQuery): Promise<CandleView>
  /** The regression lines that end in the minute that is open at `at`. */
  lines(base: string, at: number | undefined): Promise<LinesView>
  labels(query: ViewQuery, target: string): Promise<LabelView>
  signals(query: ViewQuery, classifier: string, thresholds: Partial<SignalView['thresholds']>): Promise<SignalView>
  feature(query: ViewQuery, set: string, column: string): Promise<FeatureView>
  /** The end of what each base has, for those who wait for more. */
  news(): Promise<MarketNews>
  /** The command line that brings the data up to date. */
  readonly update: readonly string[]
  close(): Promise<void>
}
