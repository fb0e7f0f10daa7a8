import { UserError } from '../core/errors.js'
import type { LabelBarriers } from '../core/exit-rules.js'
import type { Definition } from '../definitions/definition.js'

/** The classes of a trading decision, in the order of every score frame and confusion matrix. */
export const TRADE_CLASSES = ['hold', 'buy', 'sell'] as const

/**
 * A target: the label of every minute in the Uint8 column `target` (an index into `classes`), and whatever else helps to
 * judge it. A label reads the candles from `history` before to `horizon` after its minute, so it knows when its information
 * ends. Near the end of the candles `compute` does what the definition says for data that end; these last `horizon` rows
 * are not final: they are never trained on or scored, and are computed again with more candles.
 */
export interface Target extends Definition {
  readonly horizon: number
  readonly classes: readonly string[]
  /** Where a purchase by its label is decided; left out: the label has no barriers, or not the same in every minute. */
  readonly barriers?: LabelBarriers | undefined
}

/** Whether labels are those of a trading decision, so that they can be traded and be chosen by their gain. */
export function hasTradeClasses({ classes }: Pick<Target, 'classes'>): boolean {
  return classes.length === TRADE_CLASSES.length && TRADE_CLASSES.every((name, i) => name === classes[i])
}

/** Throws UserError where a target lacks the classes of a trading decision: the trading gain chooses the model. */
export function requireTradeClasses(target: Pick<Target, 'id' | 'classes'>): void {
  if (hasTradeClasses(target)) return
  throw new UserError(
    `target ${target.id} has the classes ${target.classes.join(', ')}: training chooses by trading gain and needs ${TRADE_CLASSES.join(', ')}`,
  )
}

/** Identity, so that the compiler infers and checks a definition in place. */
export function defineTarget(target: Target): Target {
  return target
}

/** Whether something loaded at run time is a target. */
export function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null) return false
  const candidate: Partial<Record<keyof Target, unknown>> = value
  return (
    typeof candidate.id === 'string' &&
    typeof candidate.version === 'number' &&
    typeof candidate.history === 'number' &&
    typeof candidate.horizon === 'number' &&
    Array.isArray(candidate.classes) &&
    typeof candidate.compute === 'function'
  )
}
