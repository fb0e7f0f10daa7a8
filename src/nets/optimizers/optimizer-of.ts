import { adam, type AdamOptions } from './adam.js'
import type { Optimizer } from './optimizer.js'
import { sgd, type SgdOptions } from './sgd.js'

/** An optimiser as plain data. */
export type OptimizerSpec =
  | ({ readonly type: 'adam' } & Omit<AdamOptions, 'weightDecay'>)
  /** Adam whose weights decay by 0.004 times the learning rate in each step, if nothing else is given. */
  | ({ readonly type: 'adamw' } & AdamOptions)
  | ({ readonly type: 'sgd' } & SgdOptions)

export function createOptimizer(spec: OptimizerSpec = { type: 'adam' }): Optimizer {
  switch (spec.type) {
    case 'adam':
      return adam(spec)
    case 'adamw':
      return adam({ weightDecay: 0.004, ...spec })
    case 'sgd':
      return sgd(spec)
  }
}
