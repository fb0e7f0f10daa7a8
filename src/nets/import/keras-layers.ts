import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import type { Layer } from '../layers/index.js'
import { ACTIVATIONS, type Activation } from '../plan/activations.js'
import type { KerasLayer } from './keras-file.js'

/** A layer of ours with the names of the Keras weights that are its parameters, in order, and what they are where absent. */
export interface TranslatedKerasLayer {
  readonly layer: Layer
  readonly parameters: readonly { readonly name: string; readonly absent: number }[]
}

/** One entry for each class of layer that a multilayer perceptron is made of; none where a layer does nothing in use. */
const translators: Readonly<Record<string, (layer: KerasLayer, where: string) => TranslatedKerasLayer | undefined>> = {
  InputLayer: () => undefined,
  Dropout: () => undefined,
  GaussianNoise: () => undefined,
  GaussianDropout: () => undefined,
  AlphaDropout: () => undefined,
  ActivityRegularization: () => undefined,
  Dense: dense,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Activation: ({ config }, where) => activation(activationOf(config['activation'], where)),
  ReLU: ({ config }, where) => {
    const { max_value, negative_slope, threshold } = reluConfig.parse(config)
    if (max_value !== null || threshold !== 0) throw unsupported(where, 'a bound or threshold')
    return negative_slope === 0 ? activation('relu') : activation('leakyRelu', negative_slope)
  },
  LeakyReLU: ({ config }) => {
    const { alpha, negative_slope } = leakyConfig.parse(config)
    return activation('leakyRelu', alpha ?? negative_slope ?? 0.3)
  },
  ELU: ({ config }) => activation('elu', eluConfig.parse(config).alpha),
  Softmax: ({ config }, where) => {
    const { axis } = axisConfig.parse(config)
    if (axis !== -1 && axis !== 1) throw unsupported(where, `the axis ${String(axis)}`)
    return activation('softmax')
  },
}

const slope = z.number().nullish()
const reluConfig = z.object({
  max_value: z.number().nullable().default(null),
  negative_slope: z.number().default(0),
  threshold: z.number().default(0),
})
const leakyConfig = z.object({ alpha: slope, negative_slope: slope })
const eluConfig = z.object({ alpha: z.number().default(1) })
const axisConfig = z.object({
  axis: z.union([z.number(), z.array(z.number()).transform(([axis]) => axis)]).default(-1),
})
const epsilonConfig = z.object({ epsilon: z.number().default(1e-3), ...axisConfig.shape })
const denseConfig = z.object({ units: z.int().min(1), activation: z.unknown() })

/** Throws UserError naming a layer that is no part of a multilayer perceptron. */
export function translateKerasLayer(layer: KerasLayer, label: string): TranslatedKerasLayer[] {
  const where = `layer ${layer.name} (${layer.className}) of ${label}`
  const translate = translators[layer.className]
  if (!translate) {
    throw new UserError(
      `${where} is of a kind that is not read from .h5; export the model to ONNX: model.export('model.onnx', format='onnx'), or tf2onnx`,
    )
  }
  try {
    return [translate(layer, where)].flatMap((one) => one ?? [])
  } catch (error) {
    if (error instanceof UserError || !(error instanceof z.ZodError)) throw error
    const [issue] = error.issues
    throw new UserError(
      `${where} is not configured as expected: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    )
  }
}

function dense({ config }: KerasLayer, where: string): TranslatedKerasLayer {
  const { units, activation } = denseConfig.parse(config)
  return {
    layer: { type: 'dense', units, activation: activationOf(activation, where) },
    parameters: [
      { name: 'kernel', absent: Number.NaN },
      { name: 'bias', absent: 0 },
    ],
  }
}

function batchNormalization({ config }: KerasLayer, where: string): TranslatedKerasLayer {
  const { epsilon, axis } = epsilonConfig.parse(config)
  if (axis !== -1 && axis !== 1) throw unsupported(where, `the axis ${String(axis)}`)
  return {
    layer: { type: 'batchNormalization', epsilon },
    parameters: [
      { name: 'gamma', absent: 1 },
      { name: 'beta', absent: 0 },
      { name: 'moving_mean', absent: Number.NaN },
      { name: 'moving_variance', absent: Number.NaN },
    ],
  }
}

function layerNormalization({ config }: KerasLayer, where: string): TranslatedKerasLayer {
  const { epsilon, axis } = epsilonConfig.parse(config)
  if (axis !== -1 && axis !== 1) throw unsupported(where, `the axis ${String(axis)}`)
  return {
    layer: { type: 'layerNormalization', epsilon },
    parameters: [
      { name: 'gamma', absent: 1 },
      { name: 'beta', absent: 0 },
    ],
  }
}

function activation(activation: Activation, alpha?: number): TranslatedKerasLayer {
  return { layer: { type: 'activation', activation, ...(alpha !== undefined && { alpha }) }, parameters: [] }
}

const KERAS_ACTIVATIONS: ReadonlyMap<unknown, Activation> = new Map<unknown, Activation>([
  ...ACTIVATIONS.filter((name) => name !== 'leakyRelu').map((name) => [name, name] as const),
  [undefined, 'linear'],
  [null, 'linear'],
])

function activationOf(value: unknown, where: string): Activation {
  const name = KERAS_ACTIVATIONS.get(value)
  if (name) return name
  throw unsupported(where, `the activation ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

function unsupported(where: string, what: string): UserError {
  return new UserError(
    `${where} has ${what}, which is not read from .h5; export the model to ONNX: model.export('model.onnx', format='onnx'), or tf2onnx`,
  )
}
