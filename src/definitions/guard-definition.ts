import type { Candles } from '../core/candles.js'
import type { Definition } from './definition.js'
import { UserError, messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { DEFAULT_EXPORT, type OwnSource } from './own-source.js'

/**
 * The same definition, but whatever goes wrong in its `compute` is a UserError that names file and line: what it throws, and
 * a result that is not as `faultOf` wants it. A UserError of its own passes through: it is about the candles.
 */
export function guardDefinition<T extends Definition>(
  value: T,
  source: OwnSource,
  faultOf: (frame: Frame, candles: Candles) => string | undefined,
): T {
  const compute = (candles: Candles): Frame => {
    const frame = placed(source, `compute of ${value.id}`, () => value.compute(candles))
    const fault = faultOf(frame, candles)
    if (fault === undefined) return frame
    throw new UserError(`${source.placeOf(/\bcompute\b/)}: compute of ${value.id} ${fault}`)
  }
  return { ...value, compute }
}

/** Runs the user's code; what it throws becomes a UserError that names file and line. */
export function placed<T>(source: OwnSource, what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof UserError) throw error
    const [line] = messageOf(error).split('\n')
    const why = line || (error instanceof Error ? error.name : 'nothing is said why')
    throw new UserError(`${source.thrownAt(error, DEFAULT_EXPORT)}: ${what} failed: ${why}`, { cause: error })
  }
}
