import type { ExitRules, TradeExit } from '../../core/exit-rules.js'

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

/** GET /api/assessment/matrix?classifier=&set=&lossMinutes= */
export interface AssessmentView {
  readonly classifier: string
  readonly set: AssessedSet
  /** `yes`: these rows trained the net or chose epoch and thresholds, so that every gain is too good. */
  readonly usedForSelection: 'yes' | 'no' | 'unknown'
  readonly simulated: boolean
  readonly classes: readonly string[]
  readonly fee: number
  /** The rule that made every figure of the answer. */
  readonly exits: AssessedExits
  readonly thresholds: readonly number[]
  /** What the validation set chose; null where no cell was good enough. */
  readonly selected: Thresholds | null
  readonly overall: MatrixFigures
  readonly bases: readonly MatrixFigures[]
  /** What a reader should know, such as bases without rows in the set. */
  readonly notes: readonly string[]
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

/** GET /api/assessment/cell?classifier=&set=&base=&buy=&sell=&lossMinutes= */
export interface AssessmentCell {
  readonly base: string | null
  readonly cell: Thresholds
  readonly gain: number
  readonly count: number
  readonly wins: number
  readonly maxDrawdown: number
  /** The same stake held over each contiguous range, summed. */
  readonly buyAndHold: number
  /**
   * What chance gains: mean, 5 % and 95 % quantiles, and the share of draws that gained less; null where too few trades say
   * it. The cell of the validation set is compared with as many trades as long at random moments, one that is chosen by these
   * very rows with the best cell of scores shifted at random.
   */
  readonly random: {
    readonly against: 'entries' | 'shiftedScores'
    readonly draws: number
    readonly mean: number
    readonly low: number
    readonly high: number
    readonly beaten: number | null
  }
  readonly equity: TimeCurve
  /** Never positive. */
  readonly drawdown: TimeCurve
  readonly hold: TimeCurve
  readonly months: readonly MonthFigures[]
  readonly bases: readonly BaseFigures[]
}

export interface AssessedTrade {
  /** Its place in the order of purchases of the cell, from 1. */
  readonly number: number
  readonly base: string
  readonly buyTime: number
  readonly buyPrice: number
  readonly sellTime: number
  readonly sellPrice: number
  readonly gain: number
  readonly minutes: number
  /** What closed it: a signal, minutes at a loss, or the end of the range. */
  readonly exit: TradeExit
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

/**
 * GET /api/assessment/trades?classifier=&set=&base=&buy=&sell=&lossMinutes=, then the filter: &only=&minGain=&maxGain=&minMinutes=
 * &maxMinutes=&month=2024-03, then &sort=-gain&offset=&limit=&number=. The same without the page as a file: trades.csv
 */
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

/** GET /api/assessment/trade-marks: as trades, but for the page &chart=fil&first=&interval=&rows= for the base and bars of a chart. */
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

/** GET /api/assessment/scores?classifier=&set=&base= */
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
