import type { Value } from '../onnx/values.js'
import { takeRows } from '../onnx/window-operators.js'
import type { Graph } from '../onnx/graph.js'
import type { LayerInputs, PlannedLayer } from './layer-type.js'
import { allMinutes } from './sequences.js'

/**
 * Makes one layer behind rows of `shape` of layers one after the other. Each computes only the minutes that those behind it
 * read: where the last minute is all that goes on, a convolution leaves out most.
 */
export function chainLayers(layers: readonly PlannedLayer[], shape: readonly number[]): PlannedLayer {
  const shapes = [shape, ...layers.map((layer) => layer.shape)]
  const last = shapes.at(-1) ?? shape
  /** The minutes that each layer is to compute, and behind them those of the chain. */
  const requestsFor = (minutes: readonly number[]): readonly (readonly number[])[] => {
    const found = [minutes]
    for (let index = layers.length - 1; index >= 0; index--) {
      const [behind = []] = found
      found.unshift(layers[index]?.reads?.(behind) ?? allMinutes(shapes[index] ?? shape))
    }
    return found
  }
  return {
    shape: last,
    parameters: layers.flatMap((layer, index) =>
      layer.parameters.map((spec) => ({ ...spec, name: `layer${index + 1}.${spec.name}` })),
    ),
    masks: layers.flatMap((layer) => layer.masks ?? []),
    reads: (minutes) => requestsFor(minutes)[0] ?? [],
    apply: (graph, x, inputs) => {
      const requests = requestsFor(inputs.minutes?.requested ?? allMinutes(last))
      let [parameter, mask] = [0, 0]
      let value = x
      let available = inputs.minutes?.available ?? allMinutes(shape)
      for (const [index, layer] of layers.entries()) {
        const [read = [], requested = []] = requests.slice(index)
        const part = sliceLayerInputs(inputs, parameter, layer.parameters.length, mask, layer.masks?.length ?? 0)
        parameter += layer.parameters.length
        mask += layer.masks?.length ?? 0
        value = layer.apply(graph, selectMinutes(graph, value, available, read), {
          ...part,
          minutes: { available: read, requested },
        })
        available = layer.reads ? requested : allMinutes(layer.shape)
      }
      return selectMinutes(graph, value, available, requests.at(-1) ?? [])
    },
  }
}

/** The requested minutes of a sequence that has the available ones; single rows stay as they are. */
export function selectMinutes(
  graph: Graph,
  x: Value,
  available: readonly number[],
  requested: readonly number[],
): Value {
  if (available.length === requested.length) return x
  return takeRows(
    graph,
    x,
    requested.map((minute) => available.indexOf(minute)),
  )
}

/** The inputs of one of several layers, out of those of all of them. */
export function sliceLayerInputs(
  inputs: LayerInputs,
  from: number,
  count: number,
  fromMask: number,
  masks: number,
): LayerInputs {
  const { parameters, update } = inputs
  return {
    parameters: parameters.slice(from, from + count),
    masks: inputs.masks.slice(fromMask, fromMask + masks),
    ...(update && { update: (parameter, next) => update(from + parameter, next) }),
  }
}
