import type { Candles } from '../core/candles.js'
import { gridAfterHistory } from '../definitions/definition.js'
import { makeFrame, type Frame } from '../core/frame.js'
import { requireNumber, requireInteger } from '../core/require-option.js'
import { barrierHistory, barrierTouches, requireBarriers, type VolatilityBarriers } from './barrier-touches.js'
import { labelUniqueness } from './label-uniqueness.js'
import { evaluateRule, type PrimaryRule } from './primary-rule.js'
import { defineTarget, TRADE_CLASSES, type Target } from './target.js'

export interface MetaTargetOptions extends VolatilityBarriers {
  readonly id: string
  readonly version: number
  readonly rule: PrimaryRule
  /** Fee of each of the two trades, as a share: 0.001. */
  readonly fee: number
}

/**
 * A target of meta-labels: whether the primary rule was right. The label is that of the rule where acting on it pays after fees,
 * else `hold`. A purchase is sold, and a sale bought back, at the first of the three barriers. Columns beside `target`: Uint8
 * `primary`, the rule's decision; Float32 `gain`, what acting on it brings after fees, 0 where the rule holds; `touch`, the
 * candles until then; `weight`, the uniqueness among the labels where the rule buys or sells, else 0. Throws RangeError where
 * an option is out of range.
 */
export function metaTarget(options: MetaTargetOptions): Target {
  const { id, version, horizon, rule, fee } = options
  requireBarriers(options)
  requireNumber('fee', fee, { min: 0, below: 1 })
  requireInteger("the rule's history", rule.history, 0)
  const history = Math.max(barrierHistory(options), rule.history) + horizon - 1
  return defineTarget({
    id,
    version,
    history,
    horizon,
    classes: TRADE_CLASSES,
    compute: (candles) => compute(candles, history, options),
  })
}

function compute(candles: Candles, history: number, options: MetaTargetOptions): Frame {
  const { id, horizon, rule, fee } = options
  const rows = gridAfterHistory(id, history, candles)
  const earlier = horizon - 1
  const from = history - earlier
  const primary = evaluateRule(rule, candles).subarray(from - rule.history)
  const { length, change } = barrierTouches(candles.close, candles.grid.first, from, options)
  const target = new Uint8Array(primary.length)
  const gains = new Float32Array(primary.length)
  const lengths = new Int32Array(primary.length)
  for (let i = 0; i < primary.length; i++) {
    const side = primary[i] ?? HOLD
    if (side === HOLD) continue
    const gain = gainOf(side, change[i] ?? 0, fee)
    target[i] = gain > 0 ? side : HOLD
    gains[i] = gain
    lengths[i] = length[i] ?? 0
  }
  return makeFrame(rows, [
    ['target', target.slice(earlier)],
    ['primary', primary.slice(earlier)],
    ['gain', gains.slice(earlier)],
    ['touch', Float32Array.from(length.subarray(earlier))],
    ['weight', labelUniqueness(lengths, earlier)],
  ])
}

const HOLD = TRADE_CLASSES.indexOf('hold')
const BUY = TRADE_CLASSES.indexOf('buy')

/** A buyer gains by the rise, a seller by buying back the same amount for less. */
function gainOf(side: number, change: number, fee: number): number {
  const shareAfterFees = (1 - fee) / (1 + fee)
  return (side === BUY ? (1 + change) * shareAfterFees : shareAfterFees / (1 + change)) - 1
}
