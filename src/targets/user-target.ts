import { z } from 'zod'
import type { Candles } from '../core/candles.js'
import { EXIT_TRIGGERS } from '../core/exit-rules.js'
import { columnNameError, frameError, typeName } from '../definitions/frame-error.js'
import { definitionShape, schemaError, type DefinitionError } from '../definitions/definition-error.js'
import type { Frame } from '../core/frame.js'
import type { Target } from './target.js'

const schema = z.object(
  {
    ...definitionShape,
    horizon: z.int().min(0),
    classes: z
      .array(z.string().min(1))
      .min(2, 'expected at least two classes')
      .refine((names) => new Set(names).size === names.length, 'expected classes of different names'),
    barriers: z
      .object({
        up: z.number().positive(),
        down: z.number().positive().lt(1),
        minutes: z.int().min(1),
        trigger: z.enum(EXIT_TRIGGERS).optional(),
      })
      .optional(),
  },
  'its default export is no target: expected export default defineTarget({…})',
)

/** Why something is no target; undefined where it is one. */
export function targetError(value: unknown): DefinitionError | undefined {
  return schemaError(schema, value)
}

/** In what a frame is not as the target declares it. */
export function targetFrameError({ history, classes }: Target, frame: Frame, candles: Candles): string | undefined {
  const error = frameError(frame, candles, {
    history,
    names: ['target'],
    allowOthers: true,
    columnError: (name, values) => {
      const wrong = columnNameError(name)
      if (wrong !== undefined) return `returned a column called ${wrong}`
      const types = name === 'target' ? [Uint8Array] : [Float32Array, Float64Array, Uint8Array]
      if (types.some((type) => values instanceof type)) return undefined
      return `returned column ${name} as ${typeName(values)}: expected ${types.map((type) => type.name).join(' or ')}`
    },
  })
  if (error !== undefined) return error
  const labels = frame.columns.get('target') ?? new Uint8Array()
  const unknown = labels.find((label) => label >= classes.length)
  if (unknown === undefined) return undefined
  return `returned the label ${unknown}: expected an index into its ${classes.length} classes ${classes.join(', ')}`
}
