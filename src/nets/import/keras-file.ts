import type { Dataset, Entity, Group } from 'h5wasm'
import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { readHdf5File } from '../../runtime/hdf5-file.js'

/** One layer of a sequential Keras model. */
export interface KerasLayer {
  readonly className: string
  readonly name: string
  /** The configuration of its class. */
  readonly config: Readonly<Record<string, unknown>>
  /** By name: `kernel`, `moving_mean`. */
  readonly weights: ReadonlyMap<string, KerasTensor>
}

export interface KerasTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export interface KerasModel {
  /** Keras' own version. */
  readonly version: string
  readonly layers: readonly KerasLayer[]
}

const layerSchema = z.object({
  class_name: z.string(),
  config: z.looseObject({ name: z.string() }),
})

const modelSchema = z.object({
  class_name: z.string(),
  // Keras before 2.2.3 had the list of layers itself.
  config: z.union([z.object({ layers: z.array(layerSchema) }).transform(({ layers }) => layers), z.array(layerSchema)]),
})

/** Reads a sequential model with its weights from what `model.save('….h5')` of Keras 2 or 3 wrote. Throws UserError naming `label`. */
export function readKerasFile(bytes: Uint8Array, label: string): Promise<KerasModel> {
  return readHdf5File(bytes, label, (file) => {
    const weights = file.get('model_weights')
    const config: unknown = file.attrs['model_config']?.value
    if (typeof config !== 'string' || !isGroup(weights)) {
      throw new UserError(
        `${label} holds no whole Keras model, only ${file.keys().join(', ') || 'nothing'}; save it with model.save('model.h5'), not its weights alone`,
      )
    }
    const layers = layersOf(config, label)
    const version: unknown = weights.attrs['keras_version']?.value ?? file.attrs['keras_version']?.value
    return {
      version: typeof version === 'string' ? version : 'unknown',
      layers: layers.map(({ class_name: className, config }) => ({
        className,
        name: config.name,
        config,
        weights: weightsOf(weights.get(config.name)),
      })),
    }
  })
}

function layersOf(text: string, label: string): z.output<typeof layerSchema>[] {
  const parsed = modelSchema.safeParse(jsonOf(text))
  if (parsed.success && parsed.data.class_name === 'Sequential') return parsed.data.config
  const kind = parsed.success ? parsed.data.class_name : 'of a form that is not known'
  throw new UserError(
    `the model in ${label} is ${kind}, expected a Sequential one; export it to ONNX: model.export('model.onnx', format='onnx'), or tf2onnx`,
  )
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** The group's attribute lists the paths of its tensors. */
function weightsOf(group: Entity | null): ReadonlyMap<string, KerasTensor> {
  const names: unknown = isGroup(group) ? group.attrs['weight_names']?.value : undefined
  const weights = new Map<string, KerasTensor>()
  if (!isGroup(group) || !Array.isArray(names)) return weights
  for (const path of names.map(String)) {
    const tensor = group.get(path)
    const values = isDataset(tensor) ? floatsOf(tensor.value) : undefined
    const name = path.split('/').at(-1)?.replace(/:\d+$/, '') ?? ''
    if (values && isDataset(tensor)) weights.set(name, { shape: tensor.shape ?? [], values })
  }
  return weights
}

function floatsOf(values: unknown): Float32Array | undefined {
  if (values instanceof Float32Array) return values
  return values instanceof Float64Array ? Float32Array.from(values) : undefined
}

function isGroup(entity: Entity | null): entity is Group {
  return entity !== null && 'keys' in entity
}

function isDataset(entity: Entity | null): entity is Dataset {
  return entity !== null && 'shape' in entity
}
