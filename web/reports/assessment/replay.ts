import type { AssessmentSource, ReportBase, ReportData, TradeExit } from '../../../src/assessment/report/report-data.js'
import { float64Of, int32Of, int8Of } from '../packed.js'

/** Minutes are since the epoch. */
export interface PageTrade {
  readonly base: string
  readonly buyMinute: number
  readonly buyPrice: number
  readonly sellMinute: number
  readonly sellPrice: number
  /** Share of the stake, after fees. */
  readonly gain: number
  /** What closed it. */
  readonly exit: TradeExit
}

interface Signals {
  readonly minute: Int32Array
  readonly level: Int8Array
  readonly close: Float64Array
  readonly filledAt: Int32Array
  readonly buyPrice: Float64Array
  readonly sellPrice: Float64Array
}

const decodedSignals = new WeakMap<ReportBase, Signals>()

function signalsOf(base: ReportBase): Signals {
  const known = decodedSignals.get(base)
  if (known) return known
  const { minute, level, close, fills = { minute, buyPrice: close, sellPrice: close } } = base.signals
  const signals = {
    minute: int32Of(minute),
    level: int8Of(level),
    close: float64Of(close),
    filledAt: int32Of(fills.minute),
    buyPrice: float64Of(fills.buyPrice),
    sellPrice: float64Of(fills.sellPrice),
  }
  decodedSignals.set(base, signals)
  return signals
}

interface Fill {
  readonly minute: number
  readonly price: number
}

/** What trades pay, and when they are sold without a signal. */
export interface ReplayRule {
  readonly fee: number
  readonly exits?: AssessmentSource['exits'] | undefined
}

export function ruleOf({ fee, source: { exits } }: ReportData): ReplayRule {
  return { fee, exits }
}

/** A purchase, and the minute that decided on it. */
interface Purchase extends Fill {
  readonly decidedAt: number
}

/** The trades of the cell with these indices of thresholds, in the order of time. */
export function replayTrades(base: ReportBase, rule: ReplayRule, buyIndex: number, sellIndex: number): PageTrade[] {
  const { minute, level, close, filledAt, buyPrice, sellPrice } = signalsOf(base)
  const { fee, exits } = rule
  const lossMinutes = exits?.lossMinutes ? exits.lossMinutes : Infinity
  const trades: PageTrade[] = []
  let next = 0
  for (const { signals, lastMinute, lastPrice } of base.signals.ranges) {
    let bought: Purchase | undefined
    let losses = 0
    for (const end = next + signals; next < end; next++) {
      const reached = level[next] ?? 0
      const filled = filledAt[next] ?? 0
      const isBuy = reached > buyIndex
      if (!bought) {
        if (isBuy) bought = { decidedAt: minute[next] ?? 0, minute: filled, price: buyPrice[next] ?? 0 }
        losses = 0
        continue
      }
      const isSell = -reached > sellIndex
      losses = !isBuy && (close[next] ?? 0) < bought.price ? losses + 1 : 0
      if (!isSell && losses <= lossMinutes) continue
      const sold = { minute: filled, price: sellPrice[next] ?? 0 }
      trades.push(tradeOf(base, fee, bought, sold, isSell ? 'signal' : 'loss'))
      bought = undefined
    }
    const last = { minute: lastMinute, price: lastPrice }
    if (bought && bought.decidedAt < lastMinute) trades.push(tradeOf(base, fee, bought, last, 'end'))
  }
  return trades
}

function tradeOf({ base }: ReportBase, fee: number, bought: Fill, sold: Fill, exit: TradeExit): PageTrade {
  return {
    base,
    buyMinute: bought.minute,
    buyPrice: bought.price,
    sellMinute: sold.minute,
    sellPrice: sold.price,
    gain: (sold.price * (1 - fee)) / (bought.price * (1 + fee)) - 1,
    exit,
  }
}

/** As the file numbers what closed a trade. */
const EXITS: readonly TradeExit[] = ['signal', 'loss', 'end', 'stopLoss', 'takeProfit', 'trailingStop', 'maxMinutes']

/** The trades of the chosen cell that the file lists; none where it lists none. */
export function decodeTrades(base: ReportBase, { fee }: ReplayRule): PageTrade[] {
  const packed = base.cellTrades
  if (!packed) return []
  const sellMinute = int32Of(packed.sellMinute)
  const [buyPrice, sellPrice] = [float64Of(packed.buyPrice), float64Of(packed.sellPrice)]
  const exit = int8Of(packed.exit)
  return Array.from(int32Of(packed.buyMinute), (minute, row) =>
    tradeOf(
      base,
      fee,
      { minute, price: buyPrice[row] ?? 0 },
      { minute: sellMinute[row] ?? 0, price: sellPrice[row] ?? 0 },
      EXITS[exit[row] ?? 0] ?? 'signal',
    ),
  )
}
