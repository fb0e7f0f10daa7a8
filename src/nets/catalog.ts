import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { isNet, type Net, windowOf } from './net.js'
import { z } from 'zod'
import { functionSchema, idSchema, schemaError, type DefinitionError } from '../definitions/definition-error.js'
import { learningSchema } from '../config/training-fields.js'
import { UserError } from '../core/errors.js'
import { runUserCode } from '../definitions/guard-definition.js'
import type { UserSource } from '../definitions/user-source.js'

/** Every net there is, by id: those of the package, and those in the folder `nets` of a workspace. */
export function netCatalog(scope: CatalogScope = {}): Promise<Catalog<Net>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'net', isNet, {
    ...scope,
    folder: 'nets',
    validate: netError,
    guard: guardNet,
  })
}

const schema = z.object(
  {
    id: idSchema,
    version: z.int().min(1),
    searchSpace: functionSchema,
    defaults: functionSchema,
    build: functionSchema,
    window: functionSchema.optional(),
    learning: functionSchema.optional(),
  },
  'its default export is no net: expected export default defineNet({…})',
)

const value = z.custom<number>(Number.isFinite, 'expected a finite number')
const paramsSchema = z.record(z.string(), value)
const spaceSchema = z.record(z.string(), z.array(value).min(1, 'expected at least one value'))

/** Why something is no net; undefined where it is one. */
export function netError(value: unknown): DefinitionError | undefined {
  return schemaError(schema, value)
}

/** Wraps a net so that what its functions throw is a UserError that names file and line. */
export function guardNet(net: Net, source: UserSource): Net {
  return {
    ...net,
    ...(net.window && { window: (params) => runUserCode(source, `window of ${net.id}`, () => windowOf(net, params)) }),
    ...(net.learning && {
      learning: (params) => checked(net, source, 'learning', learningSchema, () => net.learning?.(params)),
    }),
    searchSpace: (inputs) => checked(net, source, 'searchSpace', spaceSchema, () => net.searchSpace(inputs)),
    defaults: (inputs) => checked(net, source, 'defaults', paramsSchema, () => net.defaults(inputs)),
    build: (params, inputs, classes) =>
      runUserCode(source, `build of ${net.id}`, () => net.build(params, inputs, classes)),
  }
}

/** What one of the net's functions returns. Throws UserError naming file and line where the schema does not fit it. */
function checked<T>(
  { id }: Net,
  source: UserSource,
  name: 'searchSpace' | 'defaults' | 'learning',
  schema: z.ZodType<T>,
  work: () => unknown,
): T {
  const given = runUserCode(source, `${name} of ${id}`, work)
  const error = schemaError(schema, given)
  if (error) throw new UserError(`${source.placeOf(new RegExp(`\\b${name}\\b`))}: ${name} of ${id}: ${error.text}`)
  return schema.parse(given)
}
