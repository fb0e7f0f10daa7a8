/** A layer of a net; a net is a list of them. Shapes flow from one to the next: [rows, units]. */
export type Layer = DenseLayer | DropoutLayer | ActivationLayer

/** x · kernel + bias, then the activation. */
export interface DenseLayer {
  readonly type: 'dense'
  readonly units: number
  /** Default `linear`. */
  readonly activation?: Activation
  /** Keras' names; default `glorotUniform`. Biases begin at zero. */
  readonly kernelInitializer?: Initializer
}

/** Sets a share `rate` of its inputs to zero while training and scales the others by 1/(1 − rate). */
export interface DropoutLayer {
  readonly type: 'dropout'
  readonly rate: number
}

export interface ActivationLayer {
  readonly type: 'activation'
  readonly activation: Activation
}

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'softmax'

export type Initializer = 'glorotUniform' | 'glorotNormal' | 'heUniform' | 'heNormal' | 'zeros'

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
  /** Throws UserError where `params` do not make a net. */
  build(params: NetParams, inputs: number, classes: number): readonly Layer[]
}

/** Identity, so that the compiler infers and checks a definition in place. */
export function defineNet(net: Net): Net {
  return net
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
    typeof candidate.build === 'function'
  )
}
