import { TRADE_EXITS } from '../../core/exit-rules.js'
import { MINUTE } from '../../core/time.js'
import type { Trade } from '../simulate-trades.js'
import type { PackedFills, PackedTrades } from './report-data.js'
import { packValues } from './pack-values.js'

/** The trades of one base: of every cell in the order of `PackedTrades`, undefined where they are left out. */
export function packTrades(cells: readonly (readonly Trade[] | undefined)[]): PackedTrades {
  const [buys, sells] = [createFillList(), createFillList()]
  for (const trade of cells.flatMap((trades) => trades ?? [])) {
    buys.add(trade.buyTime, trade.buyPrice)
    sells.add(trade.sellTime, trade.sellPrice)
  }
  const packed = { buys: buys.pack(), sells: sells.pack() }
  const bytes: number[] = []
  const starts = cells.map((trades) => {
    const start = bytes.length
    let [bought, sold] = [0, 0]
    for (const trade of trades ?? []) {
      const buy = buys.numberOf(trade.buyTime, trade.buyPrice)
      const sell = sells.numberOf(trade.sellTime, trade.sellPrice)
      pushNumber(bytes, zigzag(buy - bought))
      pushNumber(bytes, 8 * zigzag(sell - sold) + TRADE_EXITS.indexOf(trade.exit))
      bought = buy
      sold = sell
    }
    return trades ? start : -1
  })
  return {
    ...packed,
    cells: packValues(Int32Array.of(...starts, bytes.length)),
    trades: packValues(Int8Array.from(bytes)),
  }
}

/** Distinct fills; those of one minute, which are nearly always one, lie beside each other. */
interface FillList {
  add(time: number, price: number): void
  /** Numbers them by time; nothing can be added from then on. */
  pack(): PackedFills
  numberOf(time: number, price: number): number
}

function createFillList(): FillList {
  const pricesAt = new Map<number, { first: number; readonly prices: number[] }>()
  return {
    add: (time, price) => {
      const known = pricesAt.get(time)
      if (!known) pricesAt.set(time, { first: 0, prices: [price] })
      else if (!known.prices.includes(price)) known.prices.push(price)
    },
    pack: () => {
      const minute: number[] = []
      const price: number[] = []
      for (const time of Float64Array.from(pricesAt.keys()).sort()) {
        const found = pricesAt.get(time)
        if (!found) continue
        found.first = price.length
        for (const one of found.prices) {
          minute.push(time / MINUTE)
          price.push(one)
        }
      }
      return { minute: packValues(Int32Array.from(minute)), price: packValues(Float64Array.from(price)) }
    },
    numberOf: (time, price) => {
      const found = pricesAt.get(time)
      return found ? found.first + found.prices.indexOf(price) : 0
    },
  }
}

/** 0, −1, 1, −2, 2 … as 0, 1, 2, 3, 4 …: small numbers of either sign stay small. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

/** Seven bits a byte, the lowest first. */
function pushNumber(bytes: number[], value: number): void {
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}
