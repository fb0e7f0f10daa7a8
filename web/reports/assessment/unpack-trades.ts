import type { PackedFills, PackedTrades } from '../../../src/assessment/report/report-data.js'
import { tradeGain } from '../../../src/assessment/simulate-trades.js'
import type { AssessedTrade } from '../../../src/assessment/view/assessment-view.js'
import { TRADE_EXITS } from '../../../src/core/exit-rules.js'
import { MINUTE } from '../../../src/core/time.js'
import { float64Of, int32Of, int8Of } from '../packed.js'

interface Fills {
  readonly minute: Int32Array
  readonly price: Float64Array
}

interface Unpacked {
  readonly buys: Fills
  readonly sells: Fills
  readonly cells: Int32Array
  readonly bytes: Int8Array
}

const unpacked = new WeakMap<PackedTrades, Unpacked>()

/** The trades of a cell by its number, buy thresholds first, in the order of their purchases; undefined where they are left out. */
export function unpackTrades(
  { base, trades }: { readonly base: string; readonly trades: PackedTrades },
  cell: number,
  fee: number,
): Omit<AssessedTrade, 'number'>[] | undefined {
  const { buys, sells, cells, bytes } = unpack(trades)
  const start = cells[cell] ?? -1
  if (start < 0) return undefined
  const reader = { bytes, at: start }
  const end = cells.subarray(cell + 1).find((next) => next >= 0) ?? bytes.length
  const list: Omit<AssessedTrade, 'number'>[] = []
  let [buy, sell] = [0, 0]
  while (reader.at < end) {
    buy += unfold(readNumber(reader))
    const packed = readNumber(reader)
    sell += unfold(Math.floor(packed / 8))
    const [buyTime, sellTime] = [(buys.minute[buy] ?? 0) * MINUTE, (sells.minute[sell] ?? 0) * MINUTE]
    const [buyPrice, sellPrice] = [buys.price[buy] ?? 0, sells.price[sell] ?? 0]
    list.push({
      base,
      buyTime,
      buyPrice,
      sellTime,
      sellPrice,
      gain: tradeGain(buyPrice, sellPrice, fee),
      minutes: (sellTime - buyTime) / MINUTE,
      exit: TRADE_EXITS[packed % 8] ?? 'signal',
    })
  }
  return list
}

function unpack(trades: PackedTrades): Unpacked {
  const known = unpacked.get(trades)
  if (known) return known
  const made = {
    buys: fillsOf(trades.buys),
    sells: fillsOf(trades.sells),
    cells: int32Of(trades.cells),
    bytes: int8Of(trades.trades),
  }
  unpacked.set(trades, made)
  return made
}

function fillsOf({ minute, price }: PackedFills): Fills {
  return { minute: int32Of(minute), price: float64Of(price) }
}

function readNumber(reader: { readonly bytes: Int8Array; at: number }): number {
  let value = 0
  for (let weight = 1; ; weight *= 128) {
    const byte = (reader.bytes[reader.at++] ?? 0) & 255
    value += (byte & 127) * weight
    if (byte < 128) return value
  }
}

/** The inverse of the order 0, −1, 1, −2, 2 …. */
function unfold(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
