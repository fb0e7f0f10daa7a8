import { z } from 'zod'
import { reshape, transpose } from '../onnx/operators.js'
import type { LayerType } from '../plan/layer-type.js'
import { sequenceShape } from '../plan/sequences.js'

/** Makes one row of a sequence: all minutes side by side, the first one first. */
export interface FlattenLayer {
  readonly type: 'flatten'
}

export const flatten: LayerType<FlattenLayer> = {
  type: 'flatten',
  schema: z.strictObject({ type: z.literal('flatten') }),
  plan: (_, shape, where) => {
    const { minutes, channels } = sequenceShape(shape, where)
    return {
      shape: [minutes * channels],
      parameters: [],
      apply: (graph, x) => {
        const byRow = transpose(graph, x, [1, 0, 2])
        return reshape(graph, byRow, [x.shape[1] ?? 1, minutes * channels])
      },
    }
  },
}
