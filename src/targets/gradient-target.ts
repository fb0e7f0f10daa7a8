import type { Candles } from '../core/candles.js'
import { gridAfterHistory } from '../definitions/definition.js'
import { makeFrame, type Frame } from '../core/frame.js'
import { requireNumber, requireInteger } from '../core/require-option.js'
import { pivot } from '../indicators/pivot.js'
import { rollingRegression } from '../indicators/rolling-regression.js'
import { defineTarget, TRADE_CLASSES, type Target } from './target.js'

export interface GradientTargetOptions {
  readonly id: string
  readonly version: number
  /** Length of the centred window. */
  readonly minutes: number
  /** A line that gains more than this over the whole window, relative to the current pivot price, is a buy. */
  readonly gain: number
}

/**
 * A target that looks half back and half ahead: the slope a minute of the regression line through the pivot price around
 * the current minute, over the current pivot. `buy` where it gains enough, `sell` where it falls, else `hold`. The slope is
 * the Float32 column `gain`; it is NaN, and the label `hold`, where the window reaches beyond the candles.
 * Throws RangeError where an option is out of range.
 */
export function gradientTarget({ id, version, minutes, gain }: GradientTargetOptions): Target {
  requireInteger('minutes', minutes, 2)
  requireNumber('gain', gain, { min: 0 })
  const horizon = Math.round(minutes / 2)
  const history = minutes - 1 - horizon
  return defineTarget({
    id,
    version,
    history,
    horizon,
    classes: TRADE_CLASSES,
    reads: ['open', 'high', 'low', 'close'],
    compute: (candles) => compute(candles, id, { minutes, gain, history, horizon }),
  })
}

interface Windows {
  readonly minutes: number
  readonly gain: number
  readonly history: number
  readonly horizon: number
}

function compute(candles: Candles, id: string, { minutes, gain, history, horizon }: Windows): Frame {
  const grid = gridAfterHistory(id, history, candles)
  const pivots = pivot(candles)
  const { slope } = rollingRegression(pivots, { first: candles.grid.first, window: minutes, from: history + horizon })
  const gains = new Float32Array(grid.rows).fill(Number.NaN)
  const target = new Uint8Array(grid.rows)
  for (let i = 0; i < slope.length; i++) {
    const value = (slope[i] ?? 0) / (pivots[history + i] ?? 0)
    gains[i] = value
    target[i] = TRADE_CLASSES.indexOf(value > gain / minutes ? 'buy' : value < 0 ? 'sell' : 'hold')
  }
  return makeFrame(grid, [
    ['gain', gains],
    ['target', target],
  ])
}
