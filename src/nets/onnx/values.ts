/** Element types of tensors in our graphs, in ONNX's words. */
export type ElementType = 'float' | 'double' | 'int32' | 'int64' | 'bool'

/** A size known while the graph is built, or the name of one known only when it runs. */
export type Dimension = number | string

export type Shape = readonly Dimension[]

/** One tensor of a graph. Its identity is the object; the name is unique in the whole model. */
export interface Value {
  readonly name: string
  readonly type: ElementType
  readonly shape: Shape
}

/** `[n, 20]` */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** An axis counted from the end made one counted from the front. */
export function axisOf(value: Value, axis: number): number {
  const front = axis < 0 ? value.shape.length + axis : axis
  if (front < 0 || front >= value.shape.length) {
    throw new RangeError(`${value.name} ${shapeText(value.shape)} has no axis ${axis}`)
  }
  return front
}

/** The size along an axis, which must be known. */
export function sizeOf(value: Value, axis: number): number {
  const size = value.shape[axisOf(value, axis)]
  if (typeof size !== 'number')
    throw new RangeError(`axis ${axis} of ${value.name} ${shapeText(value.shape)} is not fixed`)
  return size
}

/** Number of elements; every size must be known. */
export function elementsOf(value: Value): number {
  return value.shape.reduce<number>((product, _, axis) => product * sizeOf(value, axis), 1)
}
