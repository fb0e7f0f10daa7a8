import { dirname, isAbsolute, join, normalize, sep } from 'node:path'
import { z } from 'zod'
import { UserError, messageOf } from '../../core/errors.js'
import { sha256Hex } from '../../classifier/classifier-files.js'
import { onnxModelSchema, readOnnxModel } from '../../nets/import/import-onnx-model.js'
import type { ModelRequirements } from '../../nets/import/model-requirements.js'
import { convertKerasToOnnx } from '../../nets/import/keras-to-onnx.js'
import { toOneLine } from '../../nets/import/runtime-errors.js'
import { listExternalFiles, embedExternalWeights } from '../../nets/onnx/external-weights.js'
import { readBytes } from './read-text.js'

/** A net in a file. */
export const netFileSchema = z.strictObject({
  net: onnxModelSchema,
  format: z.enum(['onnx', 'keras']),
  /** Of the file as it is. */
  hash: z.string(),
})
export type NetFile = z.output<typeof netFileSchema>

/** Kinds of files by how they begin; what begins otherwise is taken for ONNX. */
const HDF5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')
const REFUSED: readonly (readonly [Buffer, string])[] = [
  [
    Buffer.from('PK\x03\x04'),
    "a zip file, such as Keras' .keras or PyTorch's .pt: save it as .h5, or export it to ONNX",
  ],
  [Buffer.from([0x80, 0x04]), 'a pickle, which holds code and is never opened here: export the model to ONNX'],
  [Buffer.from([0x80, 0x05]), 'a pickle, which holds code and is never opened here: export the model to ONNX'],
  [Buffer.from([0x80, 0x03]), 'a pickle, which holds code and is never opened here: export the model to ONNX'],
  [Buffer.from('tree\n'), "LightGBM's own text: export the model to ONNX, as examples/train_lightgbm.py does"],
  [Buffer.from('{'), 'text: export the model to ONNX'],
]

/**
 * Reads a net from a file of ONNX or of Keras. Throws UserError where it is neither, or does not fit. A damaged file may take any time
 * and memory, and end the process: `readNet` has this done in one of its own.
 */
export async function parseNet(file: string, schema: ModelRequirements): Promise<NetFile> {
  try {
    return await parseKnown(file, schema)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${schema.label} cannot be read (${toOneLine(messageOf(error))}); export or fetch it again`)
  }
}

async function parseKnown(file: string, schema: ModelRequirements): Promise<NetFile> {
  const bytes = await readBytes(file, 'the net')
  const hash = sha256Hex(bytes)
  if (startsWith(bytes, HDF5)) {
    const { model, producer, assumed } = await convertKerasToOnnx(bytes, schema.label)
    const net = await readOnnxModel(model, schema)
    return { net: { ...net, producer, assumed: [...net.assumed, ...assumed] }, format: 'keras', hash }
  }
  const refused = REFUSED.find(([start]) => startsWith(bytes, start))
  if (refused) throw new UserError(`${schema.label} is ${refused[1]}`)
  const model = await embedWeights(bytes, file, schema.label)
  return { net: await readOnnxModel(model, schema), format: 'onnx', hash }
}

function startsWith(bytes: Uint8Array, start: Buffer): boolean {
  return start.equals(bytes.subarray(0, start.length))
}

/** Larger no model of one file can be. */
const MAX_BYTES = 2 ** 31 - 1

/**
 * Puts the weights that lie in files beside a model into it; what is no model is given back as it is. Throws UserError where such
 * a file is missing, too short, or not beside it.
 */
export async function embedWeights(model: Uint8Array, file: string, label: string): Promise<Uint8Array> {
  const names = weightFiles(model)
  if (names.length === 0) return model
  const files = new Map<string, Uint8Array>()
  for (const name of names) files.set(name, await readWeights(name, file, label))
  const total = [...files.values()].reduce((sum, { length }) => sum + length, model.length)
  if (total > MAX_BYTES) throw new UserError(`${label} has more than 2 GB of weights: too many for one classifier`)
  try {
    return embedExternalWeights(model, files)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`${label}: ${error.message}: it was cut short, or belongs to another model`)
  }
}

function weightFiles(model: Uint8Array): string[] {
  try {
    return listExternalFiles(model)
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}

async function readWeights(name: string, file: string, label: string): Promise<Uint8Array> {
  const path = normalize(name)
  // A model may come from anywhere: it does not say which files of this machine are read.
  if (name === '' || isAbsolute(path) || path.split(sep)[0] === '..') {
    throw new UserError(
      `${label} has its weights in "${name}", which is not beside it; save it as one file, in Python: onnx.save(onnx.load('${label}'), 'whole.onnx')`,
    )
  }
  try {
    return await readBytes(join(dirname(file), path), 'the weights')
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `${error.message}; ${label} has its weights there: bring it along, or save the model as one file`,
    )
  }
}
