import { UserError } from '../../core/errors.js'
import { sha256Hex } from '../../classifier/classifier-files.js'
import { readOnnxModel, type OnnxModel } from '../../nets/import/import-onnx-model.js'
import type { ModelRequirements } from '../../nets/import/model-requirements.js'
import { convertKerasToOnnx } from '../../nets/import/keras-to-onnx.js'
import { withWeightsBeside } from './beside-weights.js'
import { bytesIn } from './read-text.js'

export interface NetFile {
  readonly net: OnnxModel
  readonly format: 'onnx' | 'keras'
  /** Of the file as it is. */
  readonly hash: string
}

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

/** Reads a net from a file of ONNX or of Keras. Throws UserError where it is neither, or does not fit. */
export async function readNet(file: string, schema: ModelRequirements): Promise<NetFile> {
  const bytes = await bytesIn(file, 'the net')
  const hash = sha256Hex(bytes)
  if (beginsWith(bytes, HDF5)) {
    const { model, producer, assumed } = await convertKerasToOnnx(bytes, schema.label)
    const net = await readOnnxModel(model, schema)
    return { net: { ...net, producer, assumed: [...net.assumed, ...assumed] }, format: 'keras', hash }
  }
  const refused = REFUSED.find(([start]) => beginsWith(bytes, start))
  if (refused) throw new UserError(`${schema.label} is ${refused[1]}`)
  const model = await withWeightsBeside(bytes, file, schema.label)
  return { net: await readOnnxModel(model, schema), format: 'onnx', hash }
}

function beginsWith(bytes: Uint8Array, start: Buffer): boolean {
  return start.equals(bytes.subarray(0, start.length))
}
