import type { LearningOptions } from '../config/training-fields.js'

/**
 * A layer of a net; a net is a list of them. Shapes flow from one to the next: rows of [units], or, behind a window of
 * minutes, sequences of [minutes, channels] until a GRU, pooling or flatten layer makes one row of them.
 */
export type Layer =
  | DenseLayer
  | DropoutLayer
  | ActivationLayer
  | BatchNormalizationLayer
  | LayerNormalizationLayer
  | ResidualLayer
  | Conv1dLayer
  | GruLayer
  | PoolingLayer
  | FlattenLayer

/** x · kernel + bias, then the activation; of a sequence, each minute alike. */
export interface DenseLayer {
  readonly type: 'dense'
  readonly units: number
  /** Default `linear`. */
  readonly activation?: Activation
  /** Default `glorotUniform`. Biases begin at zero. */
  readonly kernelInitializer?: Initializer
}

/**
 * Sets a share `rate` of its inputs to zero while training and scales the others by 1/(1 − rate). Of a sequence it drops
 * whole channels, the same over all minutes of a window.
 */
export interface DropoutLayer {
  readonly type: 'dropout'
  readonly rate: number
}

export interface ActivationLayer {
  readonly type: 'activation'
  readonly activation: Activation
  /** Slope of leakyRelu below zero (default 0.2), bound of elu (default 1). */
  readonly alpha?: number
}

/**
 * Brings each channel to mean 0 and variance 1, then scales and shifts it as learned. In training over the batch; running
 * means of both, which belong to the net's weights, take their place in use.
 */
export interface BatchNormalizationLayer {
  readonly type: 'batchNormalization'
  /** Share of the running means that a step keeps; default 0.99. */
  readonly momentum?: number
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number
}

/** Brings the channels of each row, or each minute of one, to mean 0 and variance 1, then scales and shifts them as learned. */
export interface LayerNormalizationLayer {
  readonly type: 'layerNormalization'
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number
}

/** What its layers make of x, plus x: projected by a kernel of its own where the widths differ. */
export interface ResidualLayer {
  readonly type: 'residual'
  readonly layers: readonly Layer[]
}

/** Causal convolution: a minute sees itself and `kernelSize − 1` minutes before it, `dilation` apart; zeros before the window. */
export interface Conv1dLayer {
  readonly type: 'conv1d'
  readonly filters: number
  readonly kernelSize: number
  /** Default 1. */
  readonly dilation?: number
  readonly activation?: Activation
  readonly kernelInitializer?: Initializer
}

/** Gated recurrent unit, with the reset after the recurrent product, as in Keras, PyTorch and cuDNN. */
export interface GruLayer {
  readonly type: 'gru'
  readonly units: number
  /** Whether every minute's state goes on, or the last one's only (default). */
  readonly returnSequences?: boolean
  readonly kernelInitializer?: Initializer
  /** Default `orthogonal`. */
  readonly recurrentInitializer?: Initializer
}

/** One row of a sequence: the mean or the largest value of each channel, or the last minute. */
export interface PoolingLayer {
  readonly type: 'pooling'
  readonly kind: 'average' | 'max' | 'last'
}

/** One row of a sequence: all minutes side by side, the first one first. */
export interface FlattenLayer {
  readonly type: 'flatten'
}

export const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax'] as const
export type Activation = (typeof ACTIVATIONS)[number]

/** Keras' initialisers by their names there. */
export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
  'orthogonal',
  'zeros',
  'ones',
] as const
export type Initializer = (typeof INITIALIZERS)[number]

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
  /** How this net learns best; left out, as the configuration has it. What a training is asked for counts more. */
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
