import { z } from 'zod'
import type { Candles } from '../core/candles.js'
import { columnNameError, frameError, typeName } from '../definitions/frame-error.js'
import { definitionShape, functionSchema, schemaError, type DefinitionError } from '../definitions/definition-error.js'
import { messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { expandedColumns } from './expand-lags.js'
import { columnHistory, isFeatureSet, lagSpan, type FeatureSet } from './feature-set.js'

const column = z.object({
  name: z.string().min(1, 'expected a name'),
  lags: z.object({ count: z.int().min(1), step: z.int().min(1), nameAt: functionSchema }).optional(),
})

const schema = z.object(
  {
    ...definitionShape,
    columns: z.array(column).min(1, 'expected at least one column'),
    valuesAt: functionSchema.optional(),
  },
  'its default export is no feature set: expected export default defineFeatureSet({…})',
)

/** Why something is no feature set; undefined where it is one. */
export function featureSetError(value: unknown): DefinitionError | undefined {
  const error = schemaError(schema, value)
  if (error || !isFeatureSet(value)) return error
  const names = expandedNames(value)
  if (typeof names === 'string') return { key: 'nameAt', text: names }
  const stored = value.columns.map(({ name }) => name)
  const wrong = [...stored, ...names].map(columnNameError).find(Boolean)
  if (wrong !== undefined) return { key: 'columns', text: `one of its columns is called ${wrong}` }
  const duplicate = findDuplicate(names) ?? findDuplicate(stored)
  if (duplicate !== undefined) return { key: 'columns', text: `two of its columns are called ${duplicate}` }
  if (lagSpan(value) <= value.history) return undefined
  const text = `its history is ${value.history}: its lags alone reach back ${lagSpan(value)}, and what a column reads comes on top`
  return { key: 'history', text }
}

function findDuplicate(names: readonly string[]): string | undefined {
  return names.find((name, i) => names.indexOf(name) !== i)
}

/** The names of all columns, lags expanded; the text of the error where the user's code for them fails. */
function expandedNames(set: FeatureSet): readonly string[] | string {
  try {
    return expandedColumns(set).map(({ name }) => name)
  } catch (error) {
    return `its nameAt failed: ${messageOf(error).split('\n')[0]}`
  }
}

/** In what a frame is not as the set declares it. */
export function featureFrameError(set: FeatureSet, frame: Frame, candles: Candles): string | undefined {
  return frameError(frame, candles, {
    history: columnHistory(set),
    names: set.columns.map(({ name }) => name),
    columnError: (name, values) =>
      values instanceof Float32Array
        ? undefined
        : `returned column ${name} as ${typeName(values)}: expected Float32Array`,
  })
}
