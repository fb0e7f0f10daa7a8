import { dirname, isAbsolute, join, normalize, sep } from 'node:path'
import { UserError } from '../../core/errors.js'
import { listExternalFiles, embedExternalWeights } from '../../nets/onnx/external-weights.js'
import { bytesIn } from './read-text.js'

/** More than this no model of one file can be. */
const MOST_BYTES = 2 ** 31 - 1

/**
 * The model of a file with the weights that lie in files beside it; what is no model is given back as it is. Throws UserError
 * where such a file is missing, too short, or not beside it.
 */
export async function withWeightsBeside(model: Uint8Array, file: string, label: string): Promise<Uint8Array> {
  const names = namesIn(model)
  if (names.length === 0) return model
  const files = new Map<string, Uint8Array>()
  for (const name of names) files.set(name, await weightsIn(name, file, label))
  const total = [...files.values()].reduce((sum, { length }) => sum + length, model.length)
  if (total > MOST_BYTES) throw new UserError(`${label} has more than 2 GB of weights: too many for one classifier`)
  try {
    return embedExternalWeights(model, files)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`${label}: ${error.message}: it was cut short, or belongs to another model`)
  }
}

function namesIn(model: Uint8Array): string[] {
  try {
    return listExternalFiles(model)
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}

async function weightsIn(name: string, file: string, label: string): Promise<Uint8Array> {
  const path = normalize(name)
  // A model may come from anywhere: it does not say which files of this machine are read.
  if (name === '' || isAbsolute(path) || path.split(sep)[0] === '..') {
    throw new UserError(
      `${label} has its weights in "${name}", which is not beside it; save it as one file, in Python: onnx.save(onnx.load('${label}'), 'whole.onnx')`,
    )
  }
  try {
    return await bytesIn(join(dirname(file), path), 'the weights')
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `${error.message}; ${label} has its weights there: bring it along, or save the model as one file`,
    )
  }
}
