import { RequestError } from '../../core/request-error.js'
import type { ModelRequirements } from './model-requirements.js'

export interface ResolvedClassOrder {
  /** For each class of the target, its index among the model's outputs. */
  readonly indices: readonly number[]
  /** What was assumed. */
  readonly assumed: readonly string[]
}

/**
 * Brings the classes of a net, as its user or its file names them, into the target's order. Numbers stand for the target's
 * classes by position. Throws UserError where they are others.
 */
export function resolveClassOrder(labels: readonly (string | number)[], schema: ModelRequirements): ResolvedClassOrder {
  const { label, classes, classOrder: asked } = schema
  const ours = classes.join(',')
  if (asked) {
    const places = findIndices(asked, classes)
    if (places) return { indices: places, assumed: [] }
    throw new RequestError(`{classes} is ${asked.join(',')}: expected each of ${ours} once, in the net's order`)
  }
  const plain = classes.map((_, index) => index)
  if (labels.length === 0) {
    return { indices: plain, assumed: [`the classes are in the target's order: ${ours}`] }
  }
  const numbers = labels.every((one) => typeof one === 'number')
  const places = numbers
    ? findIndices(labels.map(String), plain.map(String))
    : findIndices(
        labels.map((one) => String(one).toLowerCase()),
        classes,
      )
  if (!places)
    throw new RequestError(
      `the classes of ${label} are ${labels.join(',')}, those of the target ${ours}; name them in the net's order with {classes}`,
    )
  return { indices: places, assumed: numbers ? [`its classes ${labels.join(',')} are the target's ${ours}`] : [] }
}

function findIndices(theirs: readonly string[], ours: readonly string[]): number[] | undefined {
  if (theirs.length !== ours.length) return undefined
  const places = ours.map((name) => theirs.indexOf(name))
  return places.includes(-1) ? undefined : places
}

/**
 * For each input of the net its place among those of the feature set; undefined where they are the same in the same order.
 * Throws UserError for a name that the set does not have.
 */
export function resolveColumnOrder({ columns, inputs, features }: ModelRequirements): readonly number[] | undefined {
  if (!columns) return undefined
  const places = columns.map((name) => inputs.indexOf(name))
  const unknown = columns[places.indexOf(-1)]
  if (unknown !== undefined) {
    throw new RequestError(
      `{columns} has ${unknown}, but ${features} has ${inputs.join(', ')}; take the names from: followupward compute ${features}`,
    )
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) throw new RequestError(`{columns} has ${twice} twice; name each input once`)
  const same = places.length === inputs.length && places.every((place, index) => place === index)
  return same ? undefined : places
}
