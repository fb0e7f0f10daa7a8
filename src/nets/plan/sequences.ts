import { UserError } from '../../core/errors.js'
import type { Graph } from '../onnx/graph.js'
import { reshape } from '../onnx/operators.js'
import { sizeOf, type Value } from '../onnx/values.js'

/** Minutes and channels of a sequence's shape. Throws UserError for a shape of single rows. */
export function sequenceShape(shape: readonly number[], where: string): { minutes: number; channels: number } {
  const [minutes, channels] = shape
  if (shape.length === 2 && minutes !== undefined && channels !== undefined) return { minutes, channels }
  throw new UserError(
    `${where}: needs a sequence of minutes, but gets single rows of shape [${shape.join(', ')}]; give the net a window, and pool behind this layer, not before it`,
  )
}

/** A shape with another width. */
export function withWidth(shape: readonly number[], width: number): readonly number[] {
  return [...shape.slice(0, -1), width]
}

export function widthOf(shape: readonly number[], where: string): number {
  const width = shape.at(-1)
  if (width === undefined) throw new UserError(`${where}: has no inputs`)
  return width
}

/** All minutes of all rows below each other: [minutes · rows, channels]. Single rows stay as they are. */
export function flattenMinutes(graph: Graph, x: Value): Value {
  const [minutes, rows] = x.shape
  if (x.shape.length === 2 || minutes === undefined || rows === undefined) return x
  const count = typeof minutes === 'number' && typeof rows === 'number' ? minutes * rows : `${minutes}·${rows}`
  return reshape(graph, x, [count, sizeOf(x, -1)])
}

/** The inverse of `flattenMinutes`: the minutes and rows of `like`, with the channels of `flat`. */
export function unflattenMinutes(graph: Graph, flat: Value, like: Value): Value {
  if (like.shape.length === 2) return flat
  return reshape(graph, flat, [...like.shape.slice(0, -1), sizeOf(flat, -1)])
}

/** The minutes that a layer reads which makes each minute of its output from that minute of its input alone. */
export function sameMinutes(requested: readonly number[]): readonly number[] {
  return requested
}

/** All minutes of a sequence; none of single rows. */
export function allMinutes(shape: readonly number[]): readonly number[] {
  const [minutes = 0] = shape
  return shape.length === 2 ? Array.from({ length: minutes }, (_, minute) => minute) : []
}

/** The minutes of several lists, ascending, each once. */
export function uniqueMinutes(lists: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b)
}
