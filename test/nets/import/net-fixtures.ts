import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { readOnnxModel, type OnnxModel } from '../../../src/nets/import/import-onnx-model.js'
import type { ModelRequirements } from '../../../src/nets/import/model-requirements.js'
import type { SampleRows } from '../../../src/nets/import/detect-output-activation.js'
import { convertKerasToOnnx } from '../../../src/nets/import/keras-to-onnx.js'

const folder = new URL('../../fixtures/nets/', import.meta.url)

/** What `bench/peers/make-net-fixtures.py` wrote: rows, and what each program predicts for the first 16 of them. */
export const expected = z
  .object({
    features: z.array(z.array(z.number())),
    nets: z.record(z.string(), z.object({ scores: z.array(z.array(z.number())), window: z.int().optional() })),
  })
  .parse(JSON.parse(await readFile(new URL('expected.json', folder), 'utf8')))

export const INPUTS = 20
export const ROWS = 16

export function fixtureBytes(name: string): Promise<Uint8Array> {
  return readFile(new URL(name, folder))
}

export const names = Array.from({ length: INPUTS }, (_, index) => `f${index}`)

export function schemaOf(label: string, more: Partial<ModelRequirements> = {}): ModelRequirements {
  return { label, features: 'Made', inputs: names, classes: ['hold', 'buy', 'sell'], ...more }
}

export async function fixtureNet(name: string, more: Partial<ModelRequirements> = {}): Promise<OnnxModel> {
  const bytes = await fixtureBytes(name)
  const model = name.endsWith('.h5') ? (await convertKerasToOnnx(bytes, name)).model : bytes
  return readOnnxModel(model, schemaOf(name, more))
}

/** The fixtures' rows, which no scaler changes. */
export function sampleRows(window = 1): SampleRows {
  const features = Float32Array.from(
    Array.from({ length: ROWS }, (_, row) => expected.features.slice(row, row + window)).flat(2),
  )
  return { features, rows: ROWS, center: new Float32Array(INPUTS), scale: new Float32Array(INPUTS).fill(1) }
}

/** The largest distance between scores [rows, classes] and those that the program itself gave. */
export function farthest(scores: Float32Array, name: string): number {
  const theirs = expected.nets[name]?.scores.flat() ?? []
  if (theirs.length !== scores.length) throw new RangeError(`${scores.length} scores, expected ${theirs.length}`)
  return scores.reduce((far, score, index) => Math.max(far, Math.abs(score - (theirs[index] ?? Number.NaN))), 0)
}
