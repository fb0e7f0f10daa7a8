import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { ACTIVATIONS, INITIALIZERS, type Layer } from '../net.js'

const count = z.int().min(1)
/** Ten weeks: no window is longer. */
const minutes = count.max(100_000)
const epsilon = z.number().gt(0).exactOptional()
const activation = z.enum(ACTIVATIONS)
const initializer = z.enum(INITIALIZERS).exactOptional()

const TYPES = [
  'dense',
  'dropout',
  'activation',
  'batchNormalization',
  'layerNormalization',
  'residual',
  'conv1d',
  'gru',
  'pooling',
  'flatten',
] as const satisfies readonly Layer['type'][]

const layer: z.ZodType<Layer> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('dense'),
    units: count,
    activation: activation.exactOptional(),
    kernelInitializer: initializer,
  }),
  z.strictObject({ type: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  z.strictObject({ type: z.literal('activation'), activation, alpha: z.number().min(0).exactOptional() }),
  z.strictObject({
    type: z.literal('batchNormalization'),
    momentum: z.number().min(0).lt(1).exactOptional(),
    epsilon,
  }),
  z.strictObject({ type: z.literal('layerNormalization'), epsilon }),
  z.strictObject({ type: z.literal('residual'), layers: z.lazy(() => z.array(layer).min(1)) }),
  z.strictObject({
    type: z.literal('conv1d'),
    filters: count,
    kernelSize: minutes,
    dilation: minutes.exactOptional(),
    activation: activation.exactOptional(),
    kernelInitializer: initializer,
  }),
  z.strictObject({
    type: z.literal('gru'),
    units: count,
    returnSequences: z.boolean().exactOptional(),
    kernelInitializer: initializer,
    recurrentInitializer: initializer,
  }),
  z.strictObject({ type: z.literal('pooling'), kind: z.enum(['average', 'max', 'last']) }),
  z.strictObject({ type: z.literal('flatten') }),
])

/** Checks layers that somebody's own net built: TypeScript loaded at run time, or JSON. Throws UserError naming the layer. */
export function parseLayers(layers: unknown): readonly Layer[] {
  const parsed = z.array(layer).min(1).safeParse(layers)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (!issue) throw new UserError('not a list of layers')
  const [index, ...path] = issue.path
  const where =
    typeof index === 'number' ? `layer ${index + 1}${path.length ? `, ${path.join('.')}` : ''}` : 'the layers'
  const expected = path.at(-1) === 'type' ? `expected one of ${TYPES.join(', ')}` : issue.message
  throw new UserError(`${where}${shownAt(layers, issue.path)}: ${expected}`)
}

/** ` is 12.5`, where there is a plain value at the place. */
function shownAt(layers: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner ? Reflect.get(inner, key) : undefined
  }, layers)
  if (typeof value === 'number') return ` is ${value}`
  return ['string', 'boolean'].includes(typeof value) ? ` is ${JSON.stringify(value)}` : ''
}
