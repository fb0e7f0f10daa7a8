import { z } from 'zod'
import type { Candles } from '../core/candles.js'
import { columnNameFault } from '../definitions/column-name.js'
import { definitionShape, schemaFault, type DefinitionFault } from '../definitions/definition-fault.js'
import type { Frame } from '../core/frame.js'
import { frameFault, typeName } from '../definitions/frame-fault.js'
import type { Target } from './target.js'

const schema = z.object(
  {
    ...definitionShape,
    horizon: z.int().min(0),
    classes: z
      .array(z.string().min(1))
      .min(2, 'expected at least two classes')
      .refine((names) => new Set(names).size === names.length, 'expected classes of different names'),
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
      const types = name === 'target' ? [Uint8Array] : [Float32Array, Float64Array, Uint8Array]
      if (types.some((type) => values instanceof type)) return undefined
      return `returned column ${name} as ${typeName(values)}: expected ${types.map((type) => type.name).join(' or ')}`
    },
  })
  if (fault !== undefined) return fault
  const labels = frame.columns.get('target') ?? new Uint8Array()
  const unknown = labels.find((label) => label >= classes.length)
  if (unknown === undefined) return undefined
  return `returned the label ${unknown}: expected an index into its ${classes.length} classes ${classes.join(', ')}`
}
