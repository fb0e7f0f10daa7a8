import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../core/definition.js'
import { makeFrame, type Frame } from '../../core/frame.js'
import { defineTarget, TRADE_CLASSES } from '../target.js'

const HISTORY = 1
const HORIZON = 28
const UP = 0.01
const DOWN = -0.005
const HOLD = TRADE_CLASSES.indexOf('hold')
const BUY = TRADE_CLASSES.indexOf('buy')
const SELL = TRADE_CLASSES.indexOf('sell')

/**
 * Which comes first within half an hour, seen from the close before: a rise by more than 1 % or a fall by more than 0.5 %.
 * `buy` before a rise that the current minute has begun, `sell` before a fall that it has begun, else `hold`.
 */
export default defineTarget({
  id: 'T10up5low30min',
  version: 1,
  history: HISTORY,
  horizon: HORIZON,
  classes: TRADE_CLASSES,
  compute,
})

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('T10up5low30min', HISTORY, candles)
  const target = new Uint8Array(grid.rows)
  for (let i = 0; i < grid.rows; i++) target[i] = label(candles.close, i + HISTORY)
  return makeFrame(grid, [['target', target]])
}

function label(close: Float64Array, row: number): number {
  const before = close[row - 1] ?? 0
  const now = close[row] ?? 0
  const end = Math.min(row + HORIZON, close.length - 1)
  for (let at = row; at <= end; at++) {
    // Not close / before − 1, which takes a fall of exactly 0.5 % for more than that.
    const change = ((close[at] ?? 0) - before) / before
    if (change < DOWN) return now < before ? SELL : HOLD
    if (change > UP) return now > before ? BUY : HOLD
  }
  return HOLD
}
