import type { Value } from '../onnx/values.js'
import { takeRows } from '../onnx/window-operators.js'
import type { Graph } from '../onnx/graph.js'
import type { LayerInputs, PlannedLayer } from './layer-type.js'
import { minutesOf } from './sequences.js'

/**
 * Layers one after the other as one layer behind rows of `shape`. Each makes only the minutes that those behind it read: where
 * the last minute is all that goes on, a convolution leaves out most.
 */
export function chainLayers(layers: readonly PlannedLayer[], shape: readonly number[]): PlannedLayer {
  const shapes = [shape, ...layers.map((layer) => layer.shape)]
  const last = shapes.at(-1) ?? shape
  /** What each layer is asked for, and behind them what the chain is. */
  const asked = (minutes: readonly number[]): readonly (readonly number[])[] => {
    const found = [minutes]
    for (let index = layers.length - 1; index >= 0; index--) {
      const [behind = []] = found
      found.unshift(layers[index]?.reads?.(behind) ?? minutesOf(shapes[index] ?? shape))
    }
    return found
  }
  return {
    shape: last,
    parameters: layers.flatMap((layer, index) =>
      layer.parameters.map((spec) => ({ ...spec, name: `layer${index + 1}.${spec.name}` })),
    ),
    masks: layers.flatMap((layer) => layer.masks ?? []),
    reads: (minutes) => asked(minutes)[0] ?? [],
    apply: (graph, x, given) => {
      const wanted = asked(given.minutes?.asked ?? minutesOf(last))
      let [parameter, mask] = [0, 0]
      let value = x
      let held = given.minutes?.held ?? minutesOf(shape)
      for (const [index, layer] of layers.entries()) {
        const [read = [], made = []] = wanted.slice(index)
        const part = partOf(given, parameter, layer.parameters.length, mask, layer.masks?.length ?? 0)
        parameter += layer.parameters.length
        mask += layer.masks?.length ?? 0
        value = layer.apply(graph, selectMinutes(graph, value, held, read), {
          ...part,
          minutes: { held: read, asked: made },
        })
        held = layer.reads ? made : minutesOf(layer.shape)
      }
      return selectMinutes(graph, value, held, wanted.at(-1) ?? [])
    },
  }
}

/** The minutes `asked` of a sequence that has those `held`; single rows stay as they are. */
export function selectMinutes(graph: Graph, x: Value, held: readonly number[], asked: readonly number[]): Value {
  if (held.length === asked.length) return x
  return takeRows(
    graph,
    x,
    asked.map((minute) => held.indexOf(minute)),
  )
}

/** The share of one of several layers in what all of them are given. */
export function partOf(given: LayerInputs, from: number, count: number, fromMask: number, masks: number): LayerInputs {
  const { parameters, update } = given
  return {
    parameters: parameters.slice(from, from + count),
    masks: given.masks.slice(fromMask, fromMask + masks),
    ...(update && { update: (parameter, next) => update(from + parameter, next) }),
  }
}
