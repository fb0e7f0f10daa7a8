import { UserError } from '../../core/errors.js'
import { add, gemm } from '../onnx/operators.js'
import { partOf } from './chain-layers.js'
import type { ParameterSpec, PlannedLayer } from './layer-kind.js'
import { flatRows, likeRows, widthOf } from './sequences.js'

/** The planned `inner` layers with a way around them. Throws UserError where they turn a sequence into single rows. */
export function planResidual(inner: PlannedLayer, shape: readonly number[], where: string): PlannedLayer {
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
  return {
    shape: inner.shape,
    parameters: [...inner.parameters, ...projection],
    masks: inner.masks ?? [],
    apply: (graph, x, given) => {
      const kernel = given.parameters[count]
      const direct = kernel ? likeRows(graph, gemm(graph, flatRows(graph, x), kernel), x) : x
      const part = partOf(given, 0, count, 0, given.masks.length)
      return add(graph, direct, inner.apply(graph, x, part))
    },
  }
}
