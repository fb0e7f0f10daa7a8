import type { ExitRules } from '../../core/exit-rules.js'
import type { Verdict } from '../verdict/verdict.js'
import type { Background } from '../view/background.js'
import type { AssessmentCell, AssessmentScores, AssessmentView, FillAssumptions } from '../view/assessment-view.js'

export type { FillAssumptions } from '../view/assessment-view.js'

/** How the figures came about, and so what they may be used for. */
export interface AssessmentSource {
  /** What is assessed, for a title: the classifier's id, or the name of the predictions file. */
  readonly name: string
  /** What it is: `classifier` or `predictions file`. */
  readonly kind: 'classifier' | 'predictions'
  /** Which rows. */
  readonly set?: 'training' | 'validation' | 'test'
  /**
   * Whether the net or its thresholds were chosen by these rows: `yes` makes every gain too good, `no` is a fair test, `unknown`
   * where nobody knows.
   */
  readonly usedForSelection: 'yes' | 'no' | 'unknown'
  /** Who chose the cell: the user, the validation set, or these very rows in hindsight. */
  readonly cellChosenBy: 'option' | 'validation' | 'hindsight'
  /** What sold a position without a signal; absent: nothing, positions were sold by the sell threshold alone. */
  readonly exits?: ExitRules
  /** What realistic fills rest on; absent: orders were filled at the close of the minute that decided, without a spread. */
  readonly fills?: FillAssumptions
  /** Whether the candles come from a simulated market. */
  readonly simulated: boolean
}

/** Little-endian values of a typed array as base64. */
export type Packed = string

/** What the page of a report reads: plain JSON, columns packed. Times are epoch ms or minutes since the epoch, as said. */
export interface ReportData {
  readonly format: 'followupward-report'
  readonly version: 2
  /** IANA name. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly madeAt: number
  readonly view: AssessmentView
  /** Figures of the view's cell: of all bases together, then of each. */
  readonly cells: readonly AssessmentCell[]
  readonly scores: readonly AssessmentScores[]
  readonly bases: readonly ReportBase[]
  readonly history: readonly ReportEpoch[]
  /** On the view's cell; left out where none was made. */
  readonly verdict?: Verdict
  /** Of the view's cell. */
  readonly background: Background
  readonly paperTrade?: PaperTrade
}

/** Summed gain of buying and holding each contiguous range, as it stands at some times; ends at `buyAndHoldGain`. */
export interface BuyAndHoldCurve {
  /** Epoch minutes. */
  readonly minute: readonly number[]
  readonly gain: readonly number[]
}

/** Trades and prices of one base. */
export interface ReportBase {
  readonly base: string
  /** Digits after the point that the prices need. */
  readonly decimals: number
  readonly trades: PackedTrades
  readonly bars: ReportBars
}

/**
 * The trades of all cells, or, where those are too many for one file, of the view's cell alone. Cells share most of their
 * purchases and sales: each of these stands here once, and a trade names two of them.
 */
export interface PackedTrades {
  readonly buys: PackedFills
  readonly sells: PackedFills
  /**
   * Int32: where each cell's trades begin and the last one's end among `trades`, in the order of buy, then of sell thresholds; a
   * cell whose trades are left out begins at −1.
   */
  readonly cells: Packed
  /**
   * Bytes, numbers of seven bits each from the lowest on, the eighth set where more follow. Of each trade, in the order of
   * purchases: by how much the number of its purchase differs from that of the trade before, then 8 times as much of its sale plus
   * the index of `TRADE_EXITS` that closed it; 0, −1, 1, −2, 2 … are written as 0, 1, 2, 3, 4 ….
   */
  readonly trades: Packed
}

/** Fills, in the order of time. */
export interface PackedFills {
  /** Int32, epoch minutes. */
  readonly minute: Packed
  /** Float64. */
  readonly price: Packed
}

/** Bars for the chart. Without open, high and low there are only closes. */
export interface ReportBars {
  /** Minutes that a bar covers. */
  readonly interval: number
  /** Int32, epoch minutes. */
  readonly minute: Packed
  /** Float32. */
  readonly close: Packed
  readonly range?: { readonly open: Packed; readonly high: Packed; readonly low: Packed }
}

/** One epoch of a training, as the curves show it. */
export interface ReportEpoch {
  readonly epoch: number
  readonly loss: number
  /** Best summed gain over all thresholds on the validation set, a share of the stake. */
  readonly validationGain: number
  /** Whether this is the epoch whose net was kept; without any it is the one of the highest gain. */
  readonly kept?: boolean
}

/** What became of the classifier's signals on a (simulated) exchange. Amounts are decimal strings of quote. */
export interface PaperTrade {
  /** Epoch ms. */
  readonly from: number
  readonly to: number
  readonly quote: string
  readonly startQuote: string
  /** Value of the book at the end. */
  readonly endQuote: string
  /** Share of the start. */
  readonly gain: number
  /** What holding the same bases over the same time would have gained, after fees; a share of the start. */
  readonly buyAndHold: number
  readonly orders: number
  readonly fills: readonly PaperFill[]
  /** Value of the book over time. */
  readonly equity: readonly { readonly time: number; readonly value: number }[]
}

export interface PaperFill {
  /** Epoch ms. */
  readonly time: number
  readonly base: string
  readonly side: 'buy' | 'sell'
  readonly price: string
  readonly amount: string
  readonly fee: string
}
