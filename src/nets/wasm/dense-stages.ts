import type { Layer } from '../net.js'

/** A dense layer with what follows it. */
export interface DenseStage {
  readonly inputs: number
  readonly units: number
  readonly activation: 'linear' | 'relu' | 'softmax'
  /** Share that drops out behind it; 0: none. */
  readonly rate: number
}

/**
 * The stages of a net that is nothing but dense layers with relu or none, dropout behind relu, and softmax at its end;
 * undefined for any other net.
 */
export function toDenseStages(layers: readonly Layer[], inputs: number): readonly DenseStage[] | undefined {
  const stages: DenseStage[] = []
  for (const layer of layers) {
    const next = stageWith(stages.at(-1), layer, inputs)
    if (!next) return undefined
    if (layer.type !== 'dense') stages.pop()
    stages.push(next)
  }
  return stages.at(-1)?.activation === 'softmax' ? stages : undefined
}

/** The stage that a layer begins, or `last` with what the layer adds to it; undefined where that makes no stage. */
function stageWith(last: DenseStage | undefined, layer: Layer, inputs: number): DenseStage | undefined {
  if (last?.activation === 'softmax') return undefined
  if (layer.type === 'dense') {
    const { units, activation = 'linear' } = layer
    return isSimple(activation) ? { inputs: last?.units ?? inputs, units, activation, rate: 0 } : undefined
  }
  if (!last || last.rate > 0) return undefined
  if (layer.type === 'activation' && isSimple(layer.activation) && last.activation === 'linear') {
    return { ...last, activation: layer.activation }
  }
  if (layer.type === 'dropout' && (layer.rate === 0 || last.activation === 'relu')) return { ...last, rate: layer.rate }
  return undefined
}

function isSimple(activation: string): activation is DenseStage['activation'] {
  return activation === 'linear' || activation === 'relu' || activation === 'softmax'
}
