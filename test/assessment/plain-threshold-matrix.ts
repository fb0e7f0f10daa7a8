import type { ScoredSeries } from '../../src/assessment/scored-series.js'

interface PlainCell {
  gain: number
  count: number
}

/** One cell, written as its definition reads: row by row, with nothing precomputed. */
export function plainCell(series: ScoredSeries, buyThreshold: number, sellThreshold: number, fee: number): PlainCell {
  const cell: PlainCell = { gain: 0, count: 0 }
  for (const { from, to } of series.ranges) {
    let bought: { row: number; price: number } | undefined
    const close = (row: number): void => {
      if (!bought) return
      const sold = series.close[row] ?? Number.NaN
      cell.gain += (sold * (1 - fee)) / (bought.price * (1 + fee)) - 1
      cell.count++
      bought = undefined
    }
    for (let row = from; row < to; row++) {
      const [hold = 0, buy = 0, sell = 0] = [series.hold[row], series.buy[row], series.sell[row]]
      const isSell = sell >= buy && sell >= hold
      const isBuy = buy > sell && buy >= hold
      if (isBuy && buy >= Math.fround(buyThreshold) && !bought) bought = { row, price: series.close[row] ?? Number.NaN }
      if (isSell && sell >= Math.fround(sellThreshold)) close(row)
    }
    if (bought && bought.row === to - 1) bought = undefined
    close(to - 1)
  }
  return cell
}
