import type { Layer } from '../net.js'
import { toDenseStages, type DenseStage } from './dense-stages.js'

/** A gated recurrent unit whose last state goes on. */
export interface Recurrence {
  readonly inputs: number
  readonly units: number
  /** Of a row's window. */
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
