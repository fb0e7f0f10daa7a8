import type { LayerInputs, PlannedLayer } from './layer-kind.js'

/** Layers one after the other as one layer behind rows of `shape`. */
export function chainLayers(layers: readonly PlannedLayer[], shape: readonly number[]): PlannedLayer {
  return {
    shape: layers.at(-1)?.shape ?? shape,
    parameters: layers.flatMap((layer, index) =>
      layer.parameters.map((spec) => ({ ...spec, name: `layer${index + 1}.${spec.name}` })),
    ),
    masks: layers.flatMap((layer) => layer.masks ?? []),
    apply: (graph, x, given) => {
      let [parameter, mask] = [0, 0]
      return layers.reduce((value, layer) => {
        const part = partOf(given, parameter, layer.parameters.length, mask, layer.masks?.length ?? 0)
        parameter += layer.parameters.length
        mask += layer.masks?.length ?? 0
        return layer.apply(graph, value, part)
      }, x)
    },
  }
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
