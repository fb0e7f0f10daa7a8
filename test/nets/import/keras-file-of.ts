import { File, ready, type Group } from 'h5wasm'

/** A layer as Keras saves it. */
export interface MadeLayer {
  readonly className: string
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string }
  readonly weights?: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>
}

export interface MadeFile {
  readonly className?: string
  /** As Keras before 2.2.3 had it. */
  readonly asList?: boolean
  /** As `save_weights` writes it. */
  readonly weightsOnly?: boolean
}

let counter = 0

/** The bytes of a model saved by Keras as .h5. */
export async function kerasFile(layers: readonly MadeLayer[], options: MadeFile = {}): Promise<Uint8Array> {
  const { FS } = await ready
  const path = `made-${++counter}.h5`
  const file = new File(path, 'w')
  const { className = 'Sequential', asList = false, weightsOnly = false } = options
  const list = layers.map((layer) => ({ class_name: layer.className, config: layer.config }))
  if (!weightsOnly) {
    const config = asList ? list : { name: 'made', layers: list }
    file.create_attribute('model_config', JSON.stringify({ class_name: className, config }))
  }
  const weights = file.create_group('model_weights')
  weights.create_attribute('keras_version', '9.9')
  for (const layer of layers) addLayer(weights, layer)
  file.close()
  const bytes = FS.readFile(path)
  FS.unlink(path)
  return bytes
}

function addLayer(parent: Group, { config, weights = {} }: MadeLayer): void {
  const group = parent.create_group(config.name)
  const inner = group.create_group(config.name)
  const names = Object.keys(weights)
  if (names.length > 0)
    group.create_attribute(
      'weight_names',
      names.map((name) => `${config.name}/${name}:0`),
    )
  for (const [name, { shape, values }] of Object.entries(weights)) {
    inner.create_dataset({ name: `${name}:0`, data: Float32Array.from(values), shape: [...shape] })
  }
}
