import { constant, type Graph } from './graph.js'
import { addSingleOutput } from './nodes.js'
import { axisOf, sizeOf, type Value } from './values.js'

/** The part from `start` up to but without `end` along `axis`, whose size must be known. */
export function sliceAxis(graph: Graph, x: Value, axis: number, start: number, end: number): Value {
  const front = axisOf(x, axis)
  const size = sizeOf(x, front)
  if (!(start >= 0 && start < end && end <= size)) {
    throw new RangeError(`rows ${start} to ${end} of ${size} along axis ${axis} of ${x.name} make no slice`)
  }
  const bounds = [start, end, front].map((value) => constant(graph, 'int64', [1], [value]))
  return addSingleOutput(graph, 'Slice', [x, ...bounds], x.type, x.shape.with(front, end - start))
}

/** `x` with so many zeros before and after it along `axis`. */
export function padAxis(graph: Graph, x: Value, axis: number, before: number, after: number): Value {
  const front = axisOf(x, axis)
  const rank = x.shape.length
  const pads = Array.from({ length: 2 * rank }, (_, i) => (i === front ? before : i === rank + front ? after : 0))
  const shape = x.shape.with(front, sizeOf(x, front) + before + after)
  return addSingleOutput(graph, 'Pad', [x, constant(graph, 'int64', [2 * rank], pads)], x.type, shape)
}

/** Some rows of `x` along its first axis, whose size must be known, in the order given. */
export function takeRows(graph: Graph, x: Value, rows: readonly number[]): Value {
  const [first = 0] = rows
  if (rows.every((row, i) => row === first + i)) {
    return rows.length === sizeOf(x, 0) ? x : sliceAxis(graph, x, 0, first, first + rows.length)
  }
  const indices = constant(graph, 'int64', [rows.length], rows)
  return addSingleOutput(graph, 'Gather', [x, indices], x.type, x.shape.with(0, rows.length), { axis: 0 })
}

/** Each row of `x` put to the row of the result that `rows` names, each at most once; the others are 0. */
export function putRows(graph: Graph, x: Value, rows: readonly number[], count: number): Value {
  const places = Array.from({ length: count }, (_, row) => rows.indexOf(row))
  const padded = places.includes(-1) ? padAxis(graph, x, 0, 0, 1) : x
  return takeRows(
    graph,
    padded,
    places.map((place) => (place < 0 ? rows.length : place)),
  )
}

/** Largest values along one axis, which stays with size 1. */
export function reduceMax(graph: Graph, x: Value, axis: number): Value {
  const front = axisOf(x, axis)
  return addSingleOutput(graph, 'ReduceMax', [x], x.type, x.shape.with(front, 1), { axes: [front], keepdims: 1 })
}

/** Values below `min` become `min`, those above `max` become `max`. */
export function clip(graph: Graph, x: Value, min: number, max: number): Value {
  const bounds = [min, max].map((value) => constant(graph, x.type, [], [value]))
  return addSingleOutput(graph, 'Clip', [x, ...bounds], x.type, x.shape)
}

/** The larger of `x` and a number. */
export function maxWith(graph: Graph, x: Value, min: number): Value {
  return addSingleOutput(graph, 'Max', [x, constant(graph, x.type, [], [min])], x.type, x.shape)
}
