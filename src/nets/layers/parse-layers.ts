import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import type { Layer } from '../net.js'

const activation = z.enum(['linear', 'relu', 'tanh', 'sigmoid', 'softmax'])
const initializer = z.enum(['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'zeros'])

const layer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('dense'),
    units: z.int().min(1),
    activation: activation.exactOptional(),
    kernelInitializer: initializer.exactOptional(),
  }),
  z.strictObject({ type: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  z.strictObject({ type: z.literal('activation'), activation }),
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
  throw new UserError(`${where}: ${issue.message}`)
}
