import type { Candles } from '../../../core/candles.js'
import { rangeOf, rowAt, timeAt } from '../../../core/grid.js'

/** A stretch of the path on which the price moves one way at constant speed. Prices are whole ticks, times epoch ms. */
export interface PathLeg {
  readonly row: number
  /** Whether it is the first leg of its candle. */
  readonly opening: boolean
  readonly from: number
  readonly to: number
  readonly startTick: number
  readonly endTick: number
}

/**
 * The path of prices inside candles: open → low → high → close where close ≥ open, else open → high → low → close; each
 * of the three legs takes a third of the interval. The price stands still before the first candle and after the last.
 */
export interface PricePath {
  readonly candles: Candles
  /** Returns the price at `time` in ticks. */
  tickAt(time: number): number
  /** Returns the leg at `time`; undefined outside the candles. */
  legAt(time: number): PathLeg | undefined
  /** Returns the row of the candle at `time`; undefined outside the candles. */
  rowAt(time: number): number | undefined
}

const LEGS = 3

export function createPricePath(candles: Candles, tickSize: number): PricePath {
  const { grid } = candles
  const { from: start, to: end } = rangeOf(grid)
  const legLength = grid.calendar.interval / LEGS
  const ticks = (price = 0): number => Math.round(price / tickSize)
  const rowOf = (time: number): number | undefined => (time >= start && time < end ? rowAt(grid, time) : undefined)
  const legAt = (time: number): PathLeg | undefined => {
    const row = rowOf(time)
    if (row === undefined) return undefined
    const opened = timeAt(grid, row)
    const leg = Math.min(LEGS - 1, Math.floor((time - opened) / legLength))
    return {
      row,
      opening: leg === 0,
      from: opened + leg * legLength,
      to: opened + (leg + 1) * legLength,
      startTick: ticks(pathCorner(candles, row, leg)),
      endTick: ticks(pathCorner(candles, row, leg + 1)),
    }
  }
  const tickAt = (time: number): number => {
    const leg = legAt(time)
    if (!leg) return ticks(time < start ? candles.open[0] : candles.close[grid.rows - 1])
    return Math.round(leg.startTick + ((leg.endTick - leg.startTick) * (time - leg.from)) / (leg.to - leg.from))
  }
  return { candles, tickAt, legAt, rowAt: rowOf }
}

/** Returns a corner of the path: 0 is the open, 1 and 2 are the extremes, 3 is the close. */
export function pathCorner(candles: Candles, row: number, corner: number): number {
  const open = candles.open[row] ?? 0
  const close = candles.close[row] ?? 0
  const high = candles.high[row] ?? 0
  const low = candles.low[row] ?? 0
  const rising = close >= open
  if (corner === 0) return open
  if (corner === 3) return close
  return (corner === 1) === rising ? low : high
}
