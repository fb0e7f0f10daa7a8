import type { LearningOptions } from '../config/training-fields.js'
import type { Layer } from './layers/index.js'

export type { Layer } from './layers/index.js'
export type { Activation } from './plan/activations.js'
export type { Initializer } from './plan/initializers.js'

/** Values of a net's hyperparameters. */
export type NetParams = Readonly<Record<string, number>>

/** The values to try for each hyperparameter, given the number of features. */
export type SearchSpace = Readonly<Record<string, readonly number[]>>

/** A net: how to build its layers for a number of inputs and classes. The last layer gives one score a class. */
export interface Net {
  /** Equals the name of the file that holds it. */
  readonly id: string
  readonly version: number
  searchSpace(inputs: number): SearchSpace
  /** Values used where none are given. */
  defaults(inputs: number): NetParams
  /**
   * Minutes up to the current one that a score is made from; left out, 1: the current row alone. Layers then begin with
   * sequences of [window, inputs].
   */
  window?(params: NetParams): number
  /** How this net learns best; left out, as the configuration has it. The request of a training counts more. */
  learning?(params: NetParams): LearningOptions
  /** Throws UserError where `params` do not make a net. */
  build(params: NetParams, inputs: number, classes: number): readonly Layer[]
}

/** Identity, so that the compiler infers and checks a definition in place. */
export function defineNet(net: Net): Net {
  return net
}

/** The minutes of a net's window for these parameters. */
export function windowOf(net: Net, params: NetParams): number {
  return net.window?.(params) ?? 1
}

/** Whether something loaded at run time is a net. */
export function isNet(value: unknown): value is Net {
  if (typeof value !== 'object' || value === null) return false
  const candidate: Partial<Record<keyof Net, unknown>> = value
  return (
    typeof candidate.id === 'string' &&
    typeof candidate.version === 'number' &&
    typeof candidate.searchSpace === 'function' &&
    typeof candidate.defaults === 'function' &&
    typeof candidate.build === 'function' &&
    (candidate.window === undefined || typeof candidate.window === 'function') &&
    (candidate.learning === undefined || typeof candidate.learning === 'function')
  )
}
