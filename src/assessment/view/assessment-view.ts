import type { ExitRules, TradeExit } from '../../core/exit-rules.js'
import type { Trade } from '../simulate-trades.js'
import type { SpreadSources } from '../spreads/series-market.js'

export type AssessedSet = 'training' | 'validation' | 'test'

export interface Thresholds {
  readonly buyThreshold: number
  readonly sellThreshold: number
}

/** By which rules positions are sold. */
export interface AssessedExits {
  /** What also sells a position; empty: nothing but the sell threshold. */
  readonly exits: ExitRules
  /** What `assess` takes in this workspace where it is told nothing. */
  readonly assessDefault: ExitRules
  /** What trading in this workspace takes. */
  readonly tradeDefault: ExitRules
}

export interface LabelFigures {
  readonly rows: number
  /** Runs of successive rows with this label. */
  readonly events: number
}

/** Of one base, or of all of them together. Gains are shares of a stake, summed over trades, after fees. */
export interface MatrixFigures {
  /** Null: all bases. */
  readonly base: string | null
  /** Epoch ms of the first and the last row. */
  readonly from: number
  readonly to: number
  readonly rows: number
  /** By `[buyThreshold][sellThreshold]`. */
  readonly gain: readonly (readonly number[])[]
  readonly count: readonly (readonly number[])[]
  /** Rows by `[target][predicted]`. */
  readonly confusion: readonly (readonly number[])[]
  /** By class. */
  readonly labels: readonly LabelFigures[]
  /** The highest gain in hindsight. */
  readonly best: Thresholds & { readonly gain: number; readonly count: number }
}

/** What stands before any cell is chosen: what is assessed, how, and the gains of all cells. */
export interface AssessmentView {
  /** Name of the classifier, or of the file of predictions. */
  readonly name: string
  readonly kind: 'classifier' | 'predictions'
  /** Null for rows that are no set of a classifier. */
  readonly set: AssessedSet | null
  /** `yes`: these rows trained the net or chose epoch and thresholds, so that every gain is too good. */
  readonly usedForSelection: 'yes' | 'no' | 'unknown'
  readonly simulated: boolean
  readonly classes: readonly string[]
  readonly fee: number
  /** The rule that made every figure of the answer. */
  readonly exits: AssessedExits
  /** What realistic fills rest on; null: orders are filled at the close of the minute that decides, without a spread. */
  readonly fills: FillAssumptions | null
  readonly thresholds: readonly number[]
  /** The cell that is looked at first, and who chose it: a person, the validation set, or these very rows in hindsight. */
  readonly cell: Thresholds & { readonly selectedBy: 'option' | 'validation' | 'hindsight' }
  readonly overall: MatrixFigures
  readonly bases: readonly MatrixFigures[]
  /** What a reader should know, such as bases without rows in the set. */
  readonly notes: readonly string[]
}

/** What fills at the next open, half the spread and slippage worse, take for granted. */
export interface FillAssumptions {
  /** Value of an order in quote. */
  readonly stake: number
  /** Share of a minute's range that an order as large as its volume moves the price by. */
  readonly impact: number
  readonly spreads: readonly SpreadSources[]
}

/** A curve over time, thinned: its extremes are kept. */
export interface TimeCurve {
  /** Epoch ms. */
  readonly time: readonly number[]
  readonly value: readonly number[]
}

export interface MonthFigures {
  /** Epoch ms of the month's begin, UTC; a trade belongs to the month of its sale. */
  readonly month: number
  readonly base: string
  readonly gain: number
  readonly count: number
}

export interface BaseFigures {
  readonly base: string
  readonly gain: number
  readonly count: number
  readonly wins: number
  readonly maxDrawdown: number
  readonly buyAndHold: number
}

/** The distribution of what chance gains. */
export interface RandomFigures {
  readonly against: 'entries' | 'shiftedScores'
  readonly draws: number
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly beaten: number | null
}

/** One cell of one base, or of all of them: its trades, and what they have to be compared with. */
export interface AssessmentCell {
  readonly base: string | null
  readonly cell: Thresholds
  readonly gain: number
  readonly count: number
  readonly wins: number
  /** How long positions were held; null without trades. */
  readonly minutes: { readonly median: number; readonly longest: number } | null
  /** The deepest fall of the summed gain from its highest value. */
  readonly maxDrawdown: number
  /** By what open positions were marked: each minute, or each bar of a file that has no minutes. */
  readonly markedBy: 'minute' | 'bar'
  /** The same stake held over each contiguous range, summed. */
  readonly buyAndHold: number
  /**
   * What chance gains: mean, 5 % and 95 % quantiles, and the share of draws that gained less; null where too few trades say
   * it. The cell of the validation set is compared with as many trades as long at random moments, one that is chosen by these
   * very rows with the best cell of scores shifted at random. Null where nothing was drawn for this cell.
   */
  readonly random: RandomFigures | null
  readonly equity: TimeCurve
  /** Never positive. */
  readonly drawdown: TimeCurve
  readonly hold: TimeCurve
  readonly months: readonly MonthFigures[]
  readonly bases: readonly BaseFigures[]
}

export interface AssessedTrade extends Pick<
  Trade,
  'base' | 'buyTime' | 'buyPrice' | 'sellTime' | 'sellPrice' | 'gain' | 'minutes' | 'exit'
> {
  /** Its place in the order of purchases of the cell, from 1. */
  readonly number: number
}

export type { TradeExit }

/** What trades are sorted by. */
export type TradeColumn = Exclude<keyof AssessedTrade, 'exit'>

/** Which of a cell's trades are looked at; what is left out does not matter. Limits are inclusive. */
export interface TradeFilter {
  /** One of several bases. */
  readonly only?: string | undefined
  /** Shares of the stake. */
  readonly minGain?: number | undefined
  readonly maxGain?: number | undefined
  readonly minMinutes?: number | undefined
  readonly maxMinutes?: number | undefined
  /** Epoch ms of the begin of the UTC month of the sale. */
  readonly month?: number | undefined
}

/** A page of the trades of a cell that a filter lets through, and what they come to together. */
export interface AssessedTrades {
  /** Trades of the cell, and those of them that the filter lets through. */
  readonly total: number
  readonly matching: number
  /** Of the trades that match: their summed gain, and how many gained. */
  readonly gain: number
  readonly wins: number
  /** Months in which trades of the cell were sold, as `TradeFilter` has them, ascending. */
  readonly months: readonly number[]
  /** A page of the trades that match, in the order that was asked for. */
  readonly trades: readonly AssessedTrade[]
  /** The trade of the number that was asked for, also where it is not on this page; null where there is none. */
  readonly trade: AssessedTrade | null
}

/** The purchases or the sales that fall into one bar of a chart. */
export interface TradeMark {
  /** Of the bar. */
  readonly row: number
  readonly side: 'buy' | 'sell'
  readonly count: number
}

/** All trades of one base that match, laid on the bars of a chart. */
export interface TradeMarks {
  readonly base: string
  /** Epoch ms of the first bar's begin, and ms that a bar covers. */
  readonly first: number
  readonly interval: number
  /** Trades of the base that match and are bought or sold within these bars. */
  readonly trades: number
  /** One a bar and side that has any, in the order of bars. */
  readonly marks: readonly TradeMark[]
}

export interface ReliabilityBin {
  /** Mean of what was predicted, and how often it was so. */
  readonly predicted: number
  readonly observed: number
  readonly rows: number
}

export interface ReliabilityFigures {
  readonly bins: readonly ReliabilityBin[]
  /** Mean distance of prediction and truth over the bins, by rows. */
  readonly error: number
  /** Mean squared distance from 1 where the class is the label, from 0 elsewhere. */
  readonly brier: number
}

/** How the scores of one base, or of all of them, lie, and how far they can be taken at their word. */
export interface AssessmentScores {
  readonly base: string | null
  readonly classes: readonly string[]
  readonly bins: number
  /** Rows by `[label][class of the score][bin]`; bins of equal width from 0 to 1. */
  readonly histograms: readonly (readonly (readonly number[])[])[]
  /** By class: of the scores, and of the probabilities corrected for the classes' frequencies. */
  readonly reliability: readonly { readonly scores: ReliabilityFigures; readonly probabilities: ReliabilityFigures }[]
  /** Whether scores are probabilities as they are, so that nothing was corrected. */
  readonly isNatural: boolean
  /** Rows that were left out, for nothing is decided there. */
  readonly undecided: number
}
