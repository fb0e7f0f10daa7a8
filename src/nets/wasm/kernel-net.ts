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

/** A gated recurrent unit whose last state goes on. */
export interface Recurrence {
  readonly inputs: number
  readonly units: number
  /** Minutes of a row's window. */
  readonly minutes: number
  /** Share of the last state that drops out; 0: none. */
  readonly rate: number
}

/** A net that the kernel can train: dense stages, behind a recurrence where rows have a window. */
export interface KernelNet {
  readonly recurrence?: Recurrence
  readonly dense: readonly DenseStage[]
}

/** The net that the layers make; undefined where it is none for the kernel. */
export function toKernelNet(layers: readonly Layer[], inputs: number, minutes: number): KernelNet | undefined {
  const [first, ...rest] = layers
  if (first?.type !== 'gru') {
    const dense = minutes === 1 ? toDenseStages(layers, inputs) : undefined
    return dense && { dense }
  }
  const { units, returnSequences = false } = first
  // The kernel's columns of a gate begin at multiples of four.
  if (returnSequences || units % 4 !== 0) return undefined
  const [drop] = rest
  const rate = drop?.type === 'dropout' ? drop.rate : 0
  const dense = toDenseStages(drop?.type === 'dropout' ? rest.slice(1) : rest, units)
  return dense && { recurrence: { inputs, units, minutes, rate }, dense }
}

/**
 * All products of a step: what a recurrence's inputs bring to its update, reset and candidate, what its state before brings to
 * them, and the dense stages.
 */
export function productStages({ recurrence, dense }: KernelNet): readonly DenseStage[] {
  if (!recurrence) return dense
  const { inputs, units, rate } = recurrence
  return [
    { inputs, units: 3 * units, activation: 'linear', rate: 0 },
    { inputs: units, units: 3 * units, activation: 'linear', rate },
    ...dense,
  ]
}
