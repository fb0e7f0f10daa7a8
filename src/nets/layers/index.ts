import type { LayerType } from '../plan/layer-type.js'
import { activation } from './activation.js'
import { batchNormalization } from './batchNormalization.js'
import { conv1d } from './conv1d.js'
import { dense } from './dense.js'
import { dropout } from './dropout.js'
import { flatten } from './flatten.js'
import { gru } from './gru.js'
import { layerNormalization } from './layerNormalization.js'
import { pooling } from './pooling.js'
import { residual } from './residual.js'

/** Every type of layer that a net can be made of. A new one is a file of this folder and an entry here. */
export const LAYER_TYPES = [
  dense,
  dropout,
  activation,
  batchNormalization,
  layerNormalization,
  residual,
  conv1d,
  gru,
  pooling,
  flatten,
] as const

/**
 * A layer of a net; a net is a list of them. Shapes flow from one to the next: rows of [units], or, behind a window of
 * minutes, sequences of [minutes, channels] until a GRU, pooling or flatten layer makes one row of them.
 */
export type Layer = (typeof LAYER_TYPES)[number] extends LayerType<infer L> ? L : never
