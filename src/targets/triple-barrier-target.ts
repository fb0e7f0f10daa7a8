import type { Candles } from '../core/candles.js'
import { gridAfterHistory } from '../definitions/definition.js'
import { makeFrame, type Frame } from '../core/frame.js'
import { barrierHistory, barrierTouches, requireBarriers, type VolatilityBarriers } from './barrier-touches.js'
import { labelUniqueness } from './label-uniqueness.js'
import { defineTarget, TRADE_CLASSES, type Target } from './target.js'

export interface TripleBarrierOptions extends VolatilityBarriers {
  readonly id: string
  readonly version: number
}

const HOLD = TRADE_CLASSES.indexOf('hold')
const BUY = TRADE_CLASSES.indexOf('buy')
const SELL = TRADE_CLASSES.indexOf('sell')

/**
 * A target of which of three barriers the close meets first: `buy` for the upper, `sell` for the lower, `hold` for the end of time. It has
 * the Float32 columns `gain`, the change of the close until then, before fees; `touch`, the candles until then; and `weight`, the
 * average uniqueness of the label. Throws RangeError where an option is out of range.
 */
export function tripleBarrierTarget(options: TripleBarrierOptions): Target {
  const { id, version, horizon } = options
  requireBarriers(options)
  // The weight of a label depends on the labels before it that look at the same candles.
  const history = barrierHistory(options) + horizon - 1
  return defineTarget({
    id,
    version,
    history,
    horizon,
    classes: TRADE_CLASSES,
    reads: ['close'],
    compute: (candles) => compute(candles, history, options),
  })
}

function compute({ grid, close }: Candles, history: number, options: TripleBarrierOptions): Frame {
  const rows = gridAfterHistory(options.id, history, { grid })
  const earlier = options.horizon - 1
  const { length, side, change } = barrierTouches(close, grid.first, history - earlier, options)
  const target = new Uint8Array(rows.rows)
  for (let i = 0; i < target.length; i++) {
    const touched = side[earlier + i] ?? 0
    target[i] = touched === 0 ? HOLD : touched > 0 ? BUY : SELL
  }
  return makeFrame(rows, [
    ['target', target],
    ['gain', Float32Array.from(change.subarray(earlier))],
    ['touch', Float32Array.from(length.subarray(earlier))],
    ['weight', labelUniqueness(length, earlier)],
  ])
}
