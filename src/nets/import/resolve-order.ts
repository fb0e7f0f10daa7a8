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
  const { label, classes, classOrder } = schema
  const ours = classes.join(',')
  if (classOrder) {
    const indices = findIndices(classOrder, classes)
    if (indices) return { indices, assumed: [] }
    throw new RequestError(`{classes} is ${classOrder.join(',')}: expected each of ${ours} once, in the net's order`)
  }
  const plain = classes.map((_, index) => index)
  if (labels.length === 0) {
    return { indices: plain, assumed: [`the classes are in the target's order: ${ours}`] }
  }
  const numbers = labels.every((one) => typeof one === 'number')
  const indices = numbers
    ? findIndices(labels.map(String), plain.map(String))
    : findIndices(
        labels.map((one) => String(one).toLowerCase()),
        classes,
      )
  if (!indices)
    throw new RequestError(
      `the classes of ${label} are ${labels.join(',')}, those of the target ${ours}; name them in the net's order with {classes}`,
    )
  return { indices, assumed: numbers ? [`its classes ${labels.join(',')} are the target's ${ours}`] : [] }
}

function findIndices(theirs: readonly string[], ours: readonly string[]): number[] | undefined {
  if (theirs.length !== ours.length) return undefined
  const indices = ours.map((name) => theirs.indexOf(name))
  return indices.includes(-1) ? undefined : indices
}

/**
 * For each input of the net its place among those of the feature set; undefined where they are the same in the same order.
 * Throws UserError for a name that the set does not have.
 */
export function resolveColumnOrder({ columns, inputs, features }: ModelRequirements): readonly number[] | undefined {
  if (!columns) return undefined
  const indices = columns.map((name) => inputs.indexOf(name))
  const unknown = columns[indices.indexOf(-1)]
  if (unknown !== undefined) {
    throw new RequestError(
      `{columns} has ${unknown}, but ${features} has ${inputs.join(', ')}; take the names from the columns of`,
      { remedy: 'compute' },
    )
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) throw new RequestError(`{columns} has ${twice} twice; name each input once`)
  const same = indices.length === inputs.length && indices.every((place, index) => place === index)
  return same ? undefined : indices
}
