import { z } from 'zod'
import { CANDLE_COLUMNS, type Candles } from '../core/candles.js'
import { columnNameFault } from '../core/column-name.js'
import { functionSchema, idSchema, schemaFault, type DefinitionFault } from '../core/definition-fault.js'
import type { Frame } from '../core/frame.js'
import { frameFault } from '../core/frame-fault.js'
import type { Target } from './target.js'

const schema = z.object(
  {
    id: idSchema,
    version: z.int().min(1),
    history: z.int().min(0),
    horizon: z.int().min(0),
    classes: z.array(z.string().min(1)).min(2, 'expected at least two classes'),
    reads: z.array(z.enum(CANDLE_COLUMNS, `expected ${CANDLE_COLUMNS.join(', ')}`)).optional(),
    needs: z.array(z.string().regex(/^[a-z0-9]+$/, 'expected a base in lower case such as btc')).optional(),
    compute: functionSchema,
  },
  'its default export is no target: expected export default defineTarget({…})',
)

/** Why something is no target; undefined where it is one. */
export function targetFault(value: unknown): DefinitionFault | undefined {
  return schemaFault(schema, value)
}

/** In what a frame is not as the target declares it. */
export function targetFrameFault({ history, classes }: Target, frame: Frame, candles: Candles): string | undefined {
  const fault = frameFault(frame, candles, {
    history,
    names: ['target'],
    others: true,
    columnFault: (name, values) => {
      const wrong = columnNameFault(name)
      if (wrong !== undefined) return `returned a column called ${wrong}`
      if (name !== 'target' || values instanceof Uint8Array) return undefined
      return `returned column target as ${values.constructor.name}: expected Uint8Array`
    },
  })
  if (fault !== undefined) return fault
  const labels = frame.columns.get('target') ?? new Uint8Array()
  const unknown = labels.find((label) => label >= classes.length)
  if (unknown === undefined) return undefined
  return `returned the label ${unknown}: expected an index into its ${classes.length} classes ${classes.join(', ')}`
}
