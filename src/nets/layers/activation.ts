import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { activationSchema, activations, type Activation } from '../plan/activations.js'
import type { LayerType } from '../plan/layer-type.js'
import { sameMinutes } from '../plan/sequences.js'

/** An activation as a layer of its own. */
export interface ActivationLayer {
  readonly type: 'activation'
  readonly activation: Activation
  /** Slope of leakyRelu below zero (default 0.2), bound of elu (default 1). */
  readonly alpha?: number
}

export const activation: LayerType<ActivationLayer> = {
  type: 'activation',
  schema: z.strictObject({
    type: z.literal('activation'),
    activation: activationSchema,
    alpha: z.number().min(0).exactOptional(),
  }),
  plan: ({ activation, alpha }, shape, where) => {
    if (alpha !== undefined && activation !== 'leakyRelu' && activation !== 'elu') {
      throw new UserError(`${where}: ${activation} has no alpha; leakyRelu and elu have one`)
    }
    return { shape, parameters: [], reads: sameMinutes, apply: (graph, x) => activations[activation](graph, x, alpha) }
  },
}
