import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { LAYER_TYPES, type Layer } from '../layers/index.js'
import type { LayerSchema, LayerType } from './layer-type.js'

const types: readonly LayerType<Layer>[] = LAYER_TYPES
const [dense, ...others] = LAYER_TYPES

const layerSchema: z.ZodType<Layer> = z.discriminatedUnion('type', [schemaOf(dense), ...others.map(schemaOf)])

function schemaOf({ schema }: LayerType<Layer>): LayerSchema<Layer> {
  return typeof schema === 'function' ? schema(z.lazy(() => layerSchema)) : schema
}

/** Checks the layers that a user's net built: TypeScript loaded at run time, or JSON. Throws UserError naming the layer. */
export function parseLayers(layers: unknown): readonly Layer[] {
  const parsed = z.array(layerSchema).min(1).safeParse(layers)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (!issue) throw new UserError('not a list of layers')
  const [index, ...path] = issue.path
  const where =
    typeof index === 'number' ? `layer ${index + 1}${path.length ? `, ${path.join('.')}` : ''}` : 'the layers'
  const names = types.map(({ type }) => type)
  const expected = path.at(-1) === 'type' ? `expected one of ${names.join(', ')}` : issue.message
  throw new UserError(`${where}${shownAt(layers, issue.path)}: ${expected}`)
}

/** ` is 12.5`, where there is a plain value at the path. */
function shownAt(layers: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner ? Reflect.get(inner, key) : undefined
  }, layers)
  if (typeof value === 'number') return ` is ${value}`
  return ['string', 'boolean'].includes(typeof value) ? ` is ${JSON.stringify(value)}` : ''
}
