import type { ExitRules, TradeExit } from '../../core/exit-rules.js'
import type { SpreadSources } from '../spreads/series-market.js'

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

/** What fills at the next open, half the spread and slippage worse, take for granted. */
export interface FillAssumptions {
  /** Value of an order in quote. */
  readonly stake: number
  /** Share of a minute's range that an order as large as its volume moves the price by. */
  readonly impact: number
  readonly spreads: readonly SpreadSources[]
}

/** Little-endian values of a typed array as base64. */
export type Packed = string

/** What the page of a report reads: plain JSON, columns packed. Times are epoch ms or minutes since the epoch, as said. */
export interface ReportData {
  readonly format: 'followupward-report'
  readonly version: 1
  readonly source: AssessmentSource
  /** IANA name. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly madeAt: number
  readonly fee: number
  readonly thresholds: readonly number[]
  /** The cell that was chosen; its random entries are given. */
  readonly cell: { readonly buyThreshold: number; readonly sellThreshold: number }
  readonly overall: ReportFigures
  readonly bases: readonly ReportBase[]
  readonly history: readonly ReportEpoch[]
  readonly paperTrade?: PaperTrade
}

export interface ReportFigures {
  /** Epoch ms of the first and the last scored row. */
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly ranges: number
  /** By `[buyThreshold][sellThreshold]`. */
  readonly gain: readonly (readonly number[])[]
  readonly count: readonly (readonly number[])[]
  /** By `[target][predicted]`. */
  readonly confusion: readonly (readonly number[])[]
  readonly events: readonly { readonly rows: number; readonly events: number }[]
  readonly buyAndHold: number
  readonly holdCurve: BuyAndHoldCurve
  /** The deepest drawdown of the chosen cell, marked by the minute. */
  readonly maxDrawdown?: number
  readonly randomEntries: {
    /** What the trades are compared with; absent: entries. */
    readonly against?: 'entries' | 'shiftedScores'
    readonly draws: number
    readonly mean: number
    readonly low: number
    readonly high: number
    /** Null where there are too few trades to say it. */
    readonly beaten: number | null
  }
}

/** Summed gain of buying and holding each contiguous range, as it stands at some times; ends at `buyAndHoldGain`. */
export interface BuyAndHoldCurve {
  /** Epoch minutes. */
  readonly minute: readonly number[]
  readonly gain: readonly number[]
}

export interface ReportBase extends ReportFigures {
  readonly base: string
  /** Digits after the point that the prices need. */
  readonly decimals: number
  readonly signals: ReportSignals
  /** Trades of the chosen cell, where the signals of all cells are too many for one file. */
  readonly cellTrades?: ReportTrades
  readonly bars: ReportBars
}

/**
 * All that any cell's trades follow from, range by range; left out where there are too many for one file. Where minutes at a loss
 * end a trade, every row is a signal, for a trade may end in any.
 */
export interface ReportSignals {
  readonly included: boolean
  /** Number of signals in each contiguous range, and the minute of its last row with what closes a position there. */
  readonly ranges: readonly { readonly signals: number; readonly lastMinute: number; readonly lastPrice: number }[]
  /** Int32, epoch minutes: of the rows that decide. */
  readonly minute: Packed
  /** Int8: how many buy thresholds are reached; minus as many sell thresholds. */
  readonly level: Packed
  /** Float64. */
  readonly close: Packed
  /** Int32 epoch minutes, and Float64 prices, of the fills; absent: the minute and the close of the row. */
  readonly fills?: { readonly minute: Packed; readonly buyPrice: Packed; readonly sellPrice: Packed }
}

/** The trades of one cell in the order of their purchases, a column each. */
export interface ReportTrades {
  /** Int32, epoch minutes. */
  readonly buyMinute: Packed
  readonly sellMinute: Packed
  /** Float64. */
  readonly buyPrice: Packed
  readonly sellPrice: Packed
  /** Int8, indices of `TRADE_EXITS`: what closed each. */
  readonly exit: Packed
}

export type { TradeExit }

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
