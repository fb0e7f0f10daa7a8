import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { makeFrame, type Frame } from '../../core/frame.js'
import { firstBarrierTouch } from '../first-barrier-touch.js'
import { defineTarget, TRADE_CLASSES } from '../target.js'

const HISTORY = 1
const HORIZON = 28
const BARRIERS = { horizon: HORIZON, upper: 0.01, lower: -0.005 }
const LABELS = {
  none: TRADE_CLASSES.indexOf('hold'),
  upper: TRADE_CLASSES.indexOf('buy'),
  lower: TRADE_CLASSES.indexOf('sell'),
}

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
  reads: ['close'],
  barriers: { up: BARRIERS.upper, down: -BARRIERS.lower, minutes: HORIZON },
  compute,
})

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('T10up5low30min', HISTORY, candles)
  const target = firstBarrierTouch(candles.close, BARRIERS, LABELS)
  return makeFrame(grid, [['target', target]])
}
