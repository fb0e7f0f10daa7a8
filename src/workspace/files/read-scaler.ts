import { extname } from 'node:path'
import { RequestError } from '../../core/request-error.js'
import type { Scaler } from '../../datasets/scaler.js'
import { parseScalerCsv, parseScalers, type ScalersByBase, type ScalerValues } from './scaler-formats.js'
import { readNpz } from './read-npz.js'
import { readBytes, readJson, readText } from './read-text.js'

/** The inputs that a scaler is for. */
export interface ScaledInputs {
  /** Of the net, in its own order: the file's values are in that order where it gives no names. */
  readonly columns: readonly string[]
  /** Of the feature set. */
  readonly inputs: readonly string[]
}

/** Scalers from a file of JSON, csv or numpy (.npz), for each of the bases. Throws RequestError where one is missing or does not fit. */
export async function readScaler(file: string, bases: readonly string[], inputs: ScaledInputs): Promise<Scaler[]> {
  const given = await readScalers(file)
  return bases.map((base) => {
    const found = given.get(base) ?? given.get(undefined)
    if (found) return inOrderOfInputs(found, inputs, `{scaler}: ${file}${given.has(base) ? `, base ${base}` : ''}`)
    const names = [...given.keys()].join(', ')
    throw new RequestError(`{scaler}: ${file} has no base ${base}; it has ${names}`)
  })
}

async function readScalers(file: string): Promise<ScalersByBase> {
  const ending = extname(file).toLowerCase()
  if (ending === '.csv') return parseScalerCsv(await readText(file, '{scaler}'), file)
  if (ending !== '.json' && ending !== '.npz') {
    throw new RequestError(`{scaler} is ${file}: expected none, standard, robust, or a file .json, .csv or .npz`)
  }
  const value =
    ending === '.json'
      ? await readJson(file, '{scaler}')
      : Object.fromEntries(await readNpz(await readBytes(file, '{scaler}'), file))
  const scalers = parseScalers(value)
  if (scalers) return scalers
  throw new RequestError(
    `{scaler}: ${file} has no center and scale (or mean_ and scale_), one number a feature, for all bases or for each by its name`,
  )
}

/** In the order of the feature set; what the net does not read stays as it is. */
function inOrderOfInputs(
  { names, center, scale }: ScalerValues,
  { columns, inputs }: ScaledInputs,
  where: string,
): Scaler {
  if (center.length !== scale.length || (names && names.length !== center.length)) {
    throw new RequestError(`${where} has ${center.length} centers, but ${scale.length} scales or other names`)
  }
  if (!names && center.length !== columns.length) {
    throw new RequestError(`${where} has ${center.length} values, but the net has ${columns.length} features`)
  }
  const result = { center: new Float32Array(inputs.length), scale: new Float32Array(inputs.length).fill(1) }
  for (const [index, column] of columns.entries()) {
    const at = names ? names.indexOf(column) : index
    const [middle, span] = [center[at], scale[at]]
    if (middle === undefined || span === undefined) throw new RequestError(`${where} has nothing for feature ${column}`)
    if (!Number.isFinite(middle) || !Number.isFinite(span) || Math.fround(span) === 0) {
      throw new RequestError(
        `${where} has center ${middle} and scale ${span} for ${column}: expected numbers, no scale 0`,
      )
    }
    const place = inputs.indexOf(column)
    result.center[place] = middle
    result.scale[place] = span
  }
  return result
}
