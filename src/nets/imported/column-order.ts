import { UserError } from '../../core/errors.js'
import type { ModelRequirements } from './schema.js'

/**
 * For each input of the net its place among those of the feature set; undefined where they are the same in the same order.
 * Throws UserError for a name that the set does not have.
 */
export function resolveColumnOrder({ columns, inputs, features }: ModelRequirements): readonly number[] | undefined {
  if (!columns) return undefined
  const places = columns.map((name) => inputs.indexOf(name))
  const unknown = columns[places.indexOf(-1)]
  if (unknown !== undefined) {
    throw new UserError(
      `--columns has ${unknown}, but ${features} has ${inputs.join(', ')}; take the names from: followupward compute ${features}`,
    )
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) throw new UserError(`--columns has ${twice} twice; name each input once`)
  const same = places.length === inputs.length && places.every((place, index) => place === index)
  return same ? undefined : places
}
