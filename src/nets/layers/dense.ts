import { z } from 'zod'
import { gemm } from '../onnx/operators.js'
import { activationSchema, activations, type Activation } from '../plan/activations.js'
import { initializerSchema, type Initializer } from '../plan/initializers.js'
import { countSchema, type LayerType } from '../plan/layer-type.js'
import { flattenMinutes, sameMinutes, unflattenMinutes, widthOf, withWidth } from '../plan/sequences.js'

/** x · kernel + bias, then the activation; of a sequence, each minute alike. */
export interface DenseLayer {
  readonly type: 'dense'
  readonly units: number
  /** Default `linear`. */
  readonly activation?: Activation
  /** Default `glorotUniform`. Biases begin at zero. */
  readonly kernelInitializer?: Initializer
}

export const dense: LayerType<DenseLayer> = {
  type: 'dense',
  schema: z.strictObject({
    type: z.literal('dense'),
    units: countSchema,
    activation: activationSchema.exactOptional(),
    kernelInitializer: initializerSchema.exactOptional(),
  }),
  plan: ({ units, activation = 'linear', kernelInitializer = 'glorotUniform' }, shape, where) => ({
    shape: withWidth(shape, units),
    parameters: [
      { name: 'kernel', shape: [widthOf(shape, where), units], initializer: kernelInitializer, regularized: true },
      { name: 'bias', shape: [units], initializer: 'zeros' },
    ],
    reads: sameMinutes,
    apply: (graph, x, { parameters: [kernel, bias] }) => {
      if (!kernel || !bias) throw new Error('dense without its parameters')
      const y = activations[activation](graph, gemm(graph, flattenMinutes(graph, x), kernel, bias))
      return unflattenMinutes(graph, y, x)
    },
  }),
}
