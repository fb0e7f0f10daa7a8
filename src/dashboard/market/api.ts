/** Little-endian values of a typed array, as base64. */
export type Packed = string

/** Open time from (inside) to (outside), epoch ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A base of the workspace. */
export interface MarketBase {
  readonly name: string
  readonly symbol: string
  readonly exchange: string
  /** From the first to the end of the last candle; null where there is none. */
  readonly range: Span | null
  /** Why there is none, or what of it is lost. */
  readonly error: string | null
}

export interface MarketTarget {
  readonly id: string
  readonly classes: readonly string[]
}

export interface MarketFeatureSet {
  readonly id: string
  readonly columns: readonly string[]
}

export interface MarketClassifier {
  readonly id: string
  readonly bases: readonly string[]
  /** What its scores must reach, as the validation set chose or the configuration says. */
  readonly thresholds: { readonly buy: number; readonly sell: number }
  /** Why it cannot be used; null where it can. */
  readonly error: string | null
}

/** What there is to be shown. */
export interface MarketOverview {
  readonly bases: readonly MarketBase[]
  readonly targets: readonly MarketTarget[]
  readonly featureSets: readonly MarketFeatureSet[]
  readonly classifiers: readonly MarketClassifier[]
  readonly quote: string
  readonly timeZone: string
  /** Why definitions could not be loaded. */
  readonly errors: readonly string[]
}

/** A column of the table of key figures. */
export interface FigureColumn {
  readonly id: string
  readonly title: string
  /** What it is, in a sentence. */
  readonly tooltip: string
  readonly group: 'gain' | 'aboveMinimum' | 'belowMaximum' | 'volume' | 'liquidity'
  readonly unit: 'percentAnHour' | 'percent' | 'ratio' | 'quote'
  /** From here on a value speaks for buying, from there down for selling; null where the column has no limits. */
  readonly limits: { readonly buy: number; readonly sell: number } | null
}

export interface FigureRow {
  readonly base: string
  /** Open time of the minute that the values belong to; null where the base has none. */
  readonly time: number | null
  readonly close: number | null
  /** From when on the source has no candle, where it has none at `time`; then prices are those of before. */
  readonly missingSince: number | null
  /** One for each column; null where there are not enough candles, or none of the source in its window. */
  readonly values: readonly (number | null)[]
  readonly error: string | null
}

export interface FigureTable {
  readonly columns: readonly FigureColumn[]
  readonly rows: readonly FigureRow[]
}

/** Bars of one base: the n-th opens at `first + n · interval`. */
export interface CandleView {
  readonly base: string
  /** Milliseconds that a bar covers. */
  readonly interval: number
  readonly first: number
  readonly rows: number
  /** Float64; NaN where the source has no candle in the bar. */
  readonly open: Packed
  readonly high: Packed
  readonly low: Packed
  readonly close: Packed
  readonly volume: Packed
  /** Decimal places that prices of this base need. */
  readonly decimals: number
  /** Candles that no source has. */
  readonly gaps: readonly Span[]
  /** All that is stored of the base. */
  readonly range: Span
  /** Why parts of the view are missing. */
  readonly errors: readonly string[]
}

/** A straight line through closes. */
export interface LineView {
  /** `4h`, `30m`, … */
  readonly title: string
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
  /** Per cent an hour of the close. */
  readonly gain: number
}

export interface LinesView {
  /** What was asked for: the base, and the minute; null where that was the last one. */
  readonly base: string
  readonly at: number | null
  /** Open time of the minute in which the lines end. */
  readonly time: number
  /** Null in an outage, where the last price is one of long before; there are no lines then. */
  readonly close: number | null
  /** From when on the source has no candle, where it has none at `time`. */
  readonly missingSince: number | null
  readonly lines: readonly LineView[]
}

/** What all views over bars have in common. Bars are those of `CandleView`. */
export interface OverlayView extends Span {
  readonly interval: number
  readonly first: number
  readonly rows: number
  /** What the viewer should know, such as minutes without history. */
  readonly notes: readonly string[]
}

/** Labels of a target: minutes of each class in a bar. */
export interface LabelView extends OverlayView {
  readonly classes: readonly string[]
  /** Int32 for each class. */
  readonly counts: readonly Packed[]
}

/** A minute in which scores begin to reach a threshold. */
export interface SignalMark {
  readonly time: number
  readonly kind: 'buy' | 'sell'
  readonly score: number
}

/** Scores of a classifier: the highest of each bar. */
export interface SignalView extends OverlayView {
  /** Float32; NaN where there is none. */
  readonly buy: Packed
  readonly sell: Packed
  readonly signals: readonly SignalMark[]
  readonly thresholds: { readonly buy: number; readonly sell: number }
}

/** A column of a feature set: the lowest, highest and last value of each bar. */
export interface FeatureView extends OverlayView {
  readonly set: string
  readonly column: string
  /** Float32; NaN where there is none. */
  readonly low: Packed
  readonly high: Packed
  readonly last: Packed
}

/** Told on topic `market` whenever candles came: the end of what each base has. */
export interface MarketEnds {
  readonly ends: Readonly<Record<string, number>>
}
