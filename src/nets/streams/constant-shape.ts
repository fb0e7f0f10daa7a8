import { broadcastShape } from '../onnx/nodes.js'
import { integersOf, type ParsedModel, type ParsedNode } from '../onnx/parse-model.js'

/** Shapes of the outputs of a node whose inputs are all constants; undefined where they are not known. */
export function constantShape(
  node: ParsedNode,
  known: { readonly model: ParsedModel; readonly constants: ReadonlyMap<string, readonly number[] | undefined> },
): readonly (readonly number[] | undefined)[] | undefined {
  const shapes = node.inputs.map((name) => known.constants.get(name))
  const [first] = shapes
  const second = known.model.tensors.get(node.inputs[1] ?? '')
  const sizes = second?.type === 'int64' ? integersOf(second) : []
  switch (node.op) {
    case 'Reshape':
      return [sizes.every((size) => size > 0) ? sizes : undefined]
    case 'Split': {
      const { axis } = node.attributes
      return typeof axis === 'number' && first ? sizes.map((size) => first.with(axis, size)) : undefined
    }
    default:
      return [shapes.reduce((sum, shape) => sum && shape && numbers(broadcastShape(sum, shape)))]
  }
}

function numbers(shape: readonly (number | string)[]): readonly number[] {
  return shape.filter((size) => typeof size === 'number')
}
