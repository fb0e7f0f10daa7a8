import { z } from 'zod'
import { functionSchema, idSchema, schemaFault, type DefinitionFault } from '../core/definition-fault.js'
import { learningSchema, type LearningOptions } from '../config/learning-schema.js'
import { UserError } from '../core/errors.js'
import { placed } from '../core/guard-definition.js'
import type { OwnSource } from '../core/own-source.js'
import { windowOf, type Net, type NetParams } from './net.js'

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

/** Why something is no net; undefined where it is one. */
export function netFault(value: unknown): DefinitionFault | undefined {
  return schemaFault(schema, value)
}

/** The same net, but what its functions throw is a UserError that names file and line. */
export function guardNet(net: Net, source: OwnSource): Net {
  return {
    ...net,
    ...(net.window && { window: (params) => placed(source, `window of ${net.id}`, () => windowOf(net, params)) }),
    ...(net.learning && { learning: (params) => learningOf(net, params, source) }),
    searchSpace: (inputs) => placed(source, `searchSpace of ${net.id}`, () => net.searchSpace(inputs)),
    defaults: (inputs) => placed(source, `defaults of ${net.id}`, () => net.defaults(inputs)),
    build: (params, inputs, classes) => placed(source, `build of ${net.id}`, () => net.build(params, inputs, classes)),
  }
}

/** What the net's `learning` returns, checked as a configuration is. */
function learningOf(net: Net, params: NetParams, source: OwnSource): LearningOptions {
  const given: unknown = placed(source, `learning of ${net.id}`, () => net.learning?.(params))
  const fault = schemaFault(learningSchema, given)
  if (fault) throw new UserError(`${source.placeOf(/\blearning\b/)}: learning of ${net.id}: ${fault.text}`)
  return learningSchema.parse(given)
}
