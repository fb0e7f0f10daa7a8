import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { add, gemm } from '../onnx/operators.js'
import { selectMinutes, sliceLayerInputs } from '../plan/chain-layers.js'
import type { LayerType, ParameterSpec } from '../plan/layer-type.js'
import { allMinutes, flattenMinutes, unflattenMinutes, uniqueMinutes, widthOf } from '../plan/sequences.js'
import type { Layer } from './index.js'

/** What its layers make of x, plus x: projected by a kernel of its own where the widths differ. */
export interface ResidualLayer {
  readonly type: 'residual'
  readonly layers: readonly Layer[]
}

export const residual: LayerType<ResidualLayer> = {
  type: 'residual',
  schema: (layer) => z.strictObject({ type: z.literal('residual'), layers: z.array(layer).min(1) }),
  plan: ({ layers }, shape, where, planLayers) => {
    const inner = planLayers(layers, shape)
    const [width, innerWidth] = [widthOf(shape, where), widthOf(inner.shape, where)]
    if (shape.length !== inner.shape.length) {
      throw new UserError(
        `${where}: its layers make rows of shape [${inner.shape.join(', ')}] of [${shape.join(', ')}], to which x cannot be added; pool behind it`,
      )
    }
    const projection: readonly ParameterSpec[] =
      width === innerWidth
        ? []
        : [{ name: 'projection', shape: [width, innerWidth], initializer: 'glorotUniform', regularized: true }]
    const count = inner.parameters.length
    const readInside = (requested: readonly number[]): readonly number[] =>
      inner.reads?.(requested) ?? allMinutes(shape)
    return {
      shape: inner.shape,
      parameters: [...inner.parameters, ...projection],
      masks: inner.masks ?? [],
      reads: (requested) => uniqueMinutes([requested, readInside(requested)]),
      apply: (graph, x, inputs) => {
        const { available, requested } = inputs.minutes ?? {
          available: allMinutes(shape),
          requested: allMinutes(shape),
        }
        const kernel = inputs.parameters[count]
        const skipped = selectMinutes(graph, x, available, requested)
        const direct = kernel
          ? unflattenMinutes(graph, gemm(graph, flattenMinutes(graph, skipped), kernel), skipped)
          : skipped
        const read = readInside(requested)
        const part = sliceLayerInputs(inputs, 0, count, 0, inputs.masks.length)
        return add(
          graph,
          direct,
          inner.apply(graph, selectMinutes(graph, x, available, read), {
            ...part,
            minutes: { available: read, requested },
          }),
        )
      },
    }
  },
}
