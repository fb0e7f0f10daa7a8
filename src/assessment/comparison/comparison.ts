import type { ThresholdPair } from '../assessment.js'
import type { Interval } from '../statistics/block-bootstrap.js'

/** What one of two made of the common minutes. */
export interface ComparedGain {
  readonly cell: ThresholdPair
  /** Whether these very minutes chose its thresholds, because nothing else did. */
  readonly inHindsight: boolean
  readonly trades: number
  /** Mean a UTC day, a share of the capital, of which each base has an equal part; days without a trade count. */
  readonly gainPerDay: number
}

/** How sure it is which of two is better. */
export interface ComparisonFigures {
  /** Mean gain a day of the first less that of the second. */
  readonly difference: number
  /** Of the difference, by a paired bootstrap of blocks of days. */
  readonly interval: Interval
  readonly blockDays: number
  /** Share of redrawn differences, centred on none, that are as large; two-sided. */
  readonly pValue: number
  /** The same, raised for the number of comparisons (Holm 1979). */
  readonly adjustedPValue: number
}

/** One against another, on the minutes that both have. */
export interface PairComparison {
  readonly name: string
  readonly bases: readonly string[]
  readonly minutes: number
  readonly days: number
  readonly first: ComparedGain
  readonly second: ComparedGain
  /** Null where days or trades are too few. */
  readonly figures: ComparisonFigures | null
  /** Which is better; null where it cannot be told. */
  readonly better: 'first' | 'second' | null
  /**
   * Days after which a difference of this size would be told in four of five cases, beyond those there are, or after which there would be
   * enough to tell by; 0 where it is told; null where no number of days would do.
   */
  readonly moreDays: number | null
}

/** One set of scores against others. */
export interface Comparison {
  readonly name: string
  /** Whether the days chose the nets or their thresholds, which makes all of them too good. */
  readonly optimistic: boolean
  readonly pairs: readonly PairComparison[]
  /** The comparison in plain words: a sentence or more for each pair, in their order. */
  readonly sentences: readonly string[]
}
