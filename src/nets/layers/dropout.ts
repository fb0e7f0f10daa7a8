import { z } from 'zod'
import { mul } from '../onnx/operators.js'
import type { LayerType } from '../plan/layer-type.js'
import { sameMinutes } from '../plan/sequences.js'

/**
 * Sets a share `rate` of its inputs to zero in training and scales the others by 1/(1 − rate). Of a sequence it drops whole
 * channels, over all minutes of a window.
 */
export interface DropoutLayer {
  readonly type: 'dropout'
  readonly rate: number
}

export const dropout: LayerType<DropoutLayer> = {
  type: 'dropout',
  schema: z.strictObject({ type: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  plan: ({ rate }, shape) => ({
    shape,
    parameters: [],
    masks: rate > 0 ? [{ rate, shape: shape.slice(-1) }] : [],
    reads: sameMinutes,
    apply: (graph, x, { masks: [mask] }) => (mask ? mul(graph, x, mask) : x),
  }),
}
