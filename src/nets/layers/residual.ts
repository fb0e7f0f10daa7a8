import { UserError } from '../../core/errors.js'
import { add, gemm } from '../onnx/operators.js'
import { partOf, selectMinutes } from '../plan/chain-layers.js'
import type { ParameterSpec, PlannedLayer } from '../plan/layer-type.js'
import { flatRows, likeRows, merged, minutesOf, widthOf } from '../plan/sequences.js'

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
  const readInside = (asked: readonly number[]): readonly number[] => inner.reads?.(asked) ?? minutesOf(shape)
  return {
    shape: inner.shape,
    parameters: [...inner.parameters, ...projection],
    masks: inner.masks ?? [],
    reads: (asked) => merged([asked, readInside(asked)]),
    apply: (graph, x, given) => {
      const { held, asked } = given.minutes ?? { held: minutesOf(shape), asked: minutesOf(shape) }
      const kernel = given.parameters[count]
      const own = selectMinutes(graph, x, held, asked)
      const direct = kernel ? likeRows(graph, gemm(graph, flatRows(graph, own), kernel), own) : own
      const read = readInside(asked)
      const part = { ...partOf(given, 0, count, 0, given.masks.length), minutes: { held: read, asked } }
      return add(graph, direct, inner.apply(graph, selectMinutes(graph, x, held, read), part))
    },
  }
}
