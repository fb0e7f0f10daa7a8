import type { Candles } from '../core/candles.js'
import type { Definition } from './definition.js'
import { UserError, messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { DEFAULT_EXPORT, type UserSource } from './user-source.js'

/**
 * Wraps a definition so that whatever goes wrong in its `compute` is a UserError that names file and line: what it throws, and
 * a result in which `validate` finds an error. A UserError passes through: it is about the candles.
 */
export function guardDefinition<T extends Definition>(
  value: T,
  source: UserSource,
  validate: (frame: Frame, candles: Candles) => string | undefined,
): T {
  const compute = (candles: Candles): Frame => {
    const frame = runUserCode(source, `compute of ${value.id}`, () => value.compute(candles))
    const error = validate(frame, candles)
    if (error === undefined) return frame
    throw new UserError(`${source.placeOf(/\bcompute\b/)}: compute of ${value.id} ${error}`)
  }
  return { ...value, compute }
}

/** Runs the user's code; what it throws becomes a UserError that names file and line. */
export function runUserCode<T>(source: UserSource, what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof UserError) throw error
    const [line] = messageOf(error).split('\n')
    const why = line || (error instanceof Error ? error.name : 'nothing is said why')
    throw new UserError(`${source.thrownAt(error, DEFAULT_EXPORT)}: ${what} failed: ${why}`, { cause: error })
  }
}
