import { z } from 'zod'
import { CANDLE_COLUMNS, type Candles } from '../core/candles.js'
import { columnNameFault } from '../core/column-name.js'
import { functionSchema, idSchema, schemaFault, type DefinitionFault } from '../core/definition-fault.js'
import { messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { frameFault } from '../core/frame-fault.js'
import { expandedColumns } from './expand-lags.js'
import { columnHistory, isFeatureSet, lagSpan, type FeatureSet } from './feature-set.js'

const column = z.object({
  name: z.string().min(1, 'expected a name'),
  lags: z.object({ count: z.int().min(1), step: z.int().min(1), nameAt: functionSchema }).optional(),
})

const schema = z.object(
  {
    id: idSchema,
    version: z.int().min(1),
    history: z.int().min(0),
    reads: z.array(z.enum(CANDLE_COLUMNS, `expected ${CANDLE_COLUMNS.join(', ')}`)).optional(),
    needs: z.array(z.string().regex(/^[a-z0-9]+$/, 'expected a base in lower case such as btc')).optional(),
    columns: z.array(column).min(1, 'expected at least one column'),
    compute: functionSchema,
  },
  'its default export is no feature set: expected export default defineFeatureSet({…})',
)

/** Why something is no feature set; undefined where it is one. */
export function featureSetFault(value: unknown): DefinitionFault | undefined {
  const fault = schemaFault(schema, value)
  if (fault || !isFeatureSet(value)) return fault
  const names = namesOf(value)
  if (typeof names === 'string') return { key: 'nameAt', text: names }
  const wrong = [...value.columns.map(({ name }) => name), ...names].map(columnNameFault).find(Boolean)
  if (wrong !== undefined) return { key: 'columns', text: `one of its columns is called ${wrong}` }
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return { key: 'columns', text: `two of its columns are called ${twice}` }
  if (lagSpan(value) <= value.history) return undefined
  const text = `its history is ${value.history}: its lags alone reach back ${lagSpan(value)}, and what a column reads comes on top`
  return { key: 'history', text }
}

/** The names of all columns, lags expanded; why there are none where the user's code for them fails. */
function namesOf(set: FeatureSet): readonly string[] | string {
  try {
    return expandedColumns(set).map(({ name }) => name)
  } catch (error) {
    return `its nameAt failed: ${messageOf(error).split('\n')[0]}`
  }
}

/** In what a frame is not as the set declares it. */
export function featureFrameFault(set: FeatureSet, frame: Frame, candles: Candles): string | undefined {
  return frameFault(frame, candles, {
    history: columnHistory(set),
    names: set.columns.map(({ name }) => name),
    columnFault: (name, values) =>
      values instanceof Float32Array
        ? undefined
        : `returned column ${name} as ${values.constructor.name}: expected Float32Array`,
  })
}
