import type { ReportBase } from '../../../src/assessment/report/report-data.js'
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
  readonly closedAtEnd: boolean
}

interface Signals {
  readonly minute: Int32Array
  readonly level: Int8Array
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

/** A purchase, and the minute that decided on it. */
interface Purchase extends Fill {
  readonly decidedAt: number
}

/** The trades of the cell with these indices of thresholds, in the order of time. */
export function replayTrades(base: ReportBase, fee: number, buyIndex: number, sellIndex: number): PageTrade[] {
  const { minute, level, filledAt, buyPrice, sellPrice } = signalsOf(base)
  const trades: PageTrade[] = []
  const trade = (bought: Fill, sold: Fill, closedAtEnd: boolean): void => {
    const gain = (sold.price * (1 - fee)) / (bought.price * (1 + fee)) - 1
    trades.push({
      base: base.base,
      buyMinute: bought.minute,
      buyPrice: bought.price,
      sellMinute: sold.minute,
      sellPrice: sold.price,
      gain,
      closedAtEnd,
    })
  }
  let next = 0
  for (const range of base.signals.ranges) {
    let bought: Purchase | undefined
    for (const end = next + range.signals; next < end; next++) {
      const decidedAt = minute[next] ?? 0
      const filled = filledAt[next] ?? 0
      const reached = level[next] ?? 0
      if (!bought && reached > buyIndex) bought = { decidedAt, minute: filled, price: buyPrice[next] ?? 0 }
      if (bought && -reached > sellIndex) {
        trade(bought, { minute: filled, price: sellPrice[next] ?? 0 }, false)
        bought = undefined
      }
    }
    if (bought && bought.decidedAt < range.lastMinute) {
      trade(bought, { minute: range.lastMinute, price: range.lastPrice }, true)
    }
  }
  return trades
}
