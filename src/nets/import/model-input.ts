import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import type { ModelSummary, ModelValue } from '../onnx/model-summary.js'
import type { ModelRequirements } from './model-requirements.js'

/** The one input of a net that can be given features. */
export interface ModelInput {
  readonly name: string
  readonly type: 'float' | 'double'
  /** Minutes that the net looks at; 1: the current row alone. */
  readonly window: number
}

const TYPES: Readonly<Record<number, ModelInput['type']>> = { 1: 'float', 11: 'double' }
const ONE_INPUT =
  "export it with one input of all features, such as initial_types=[('features', FloatTensorType([None, N]))]"

/** Throws UserError where the net does not take rows, or windows, of as many features as it is said to. */
export function findModelInput({ inputs }: ModelSummary, schema: ModelRequirements): ModelInput {
  const [input] = inputs
  if (!input || inputs.length > 1) {
    const names = inputs.map(({ name }) => name)
    throw new UserError(
      `${schema.label} has ${inputs.length} inputs (${shortened(names)}), expected one; ${ONE_INPUT.replace('N', String(schema.inputs.length))}`,
    )
  }
  const type = TYPES[input.elementType]
  if (input.kind !== 'tensor' || !type) {
    throw new UserError(
      `the input ${input.name} of ${schema.label} is ${describeType(input)}, expected float numbers; export it with float inputs`,
    )
  }
  return { name: input.name, type, window: windowOf(input, schema) }
}

function windowOf({ name, shape }: ModelValue, schema: ModelRequirements): number {
  const { label, window } = schema
  // Not even a number of axes: rows are what nearly all classifiers take, and a run will tell.
  const [, second, third, ...more] = shape ?? ['n', '']
  const sequence = third !== undefined
  if (second === undefined || more.length > 0)
    throw new UserError(
      `the input ${name} of ${label} is [${shape?.join(', ') ?? ''}], expected [rows, features] or [rows, minutes, features]`,
    )
  requireFeatures(sequence ? third : second, schema)
  if (!sequence) {
    if (window === undefined || window === 1) return 1
    throw new RequestError(`${label} takes single rows, but {window} is ${window}; leave it out`)
  }
  if (typeof second === 'number') {
    if (window === undefined || window === second) return second
    throw new RequestError(`${label} looks at ${second} minutes, but {window} is ${window}; leave it out`)
  }
  if (window !== undefined) return window
  throw new RequestError(`${label} does not say how many minutes it looks at; name them with {window}`)
}

function requireFeatures(count: number | string, { label, columns, features, inputs }: ModelRequirements): void {
  const expected = columns?.length ?? inputs.length
  if (typeof count !== 'number' || count === expected) return
  const theirs = columns ? `{columns} names ${expected}` : `${features} has ${expected}`
  throw new RequestError(
    `${label} takes ${count} features, but ${theirs}; choose its feature set with {features}, or name its own with {columns}`,
  )
}

const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  8: 'text',
  9: 'bool',
  10: 'float16',
  11: 'float64',
}

/** `int64 [n, 20]`, or `sequence`. */
export function describeType({ kind, elementType, shape }: ModelValue): string {
  if (kind !== 'tensor') return kind === 'other' ? 'of an unknown type' : `a ${kind}`
  const type = TYPE_NAMES[elementType] ?? `of type ${elementType}`
  return shape ? `${type} [${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` : type
}

function shortened(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ') || 'none'
}
