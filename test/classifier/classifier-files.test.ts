import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  findClassifier,
  loadClassifier,
  loadTrainingState,
  saveClassifier,
  scalerOf,
} from '../../src/classifier/classifier-files.js'
import { UserError } from '../../src/core/errors.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { sampleClassifier, sampleState } from './sample-classifier.js'

async function saved(): Promise<string> {
  const folder = join(await temporaryFolder(), 'classifiers', 'sample')
  await saveClassifier(folder, sampleClassifier, sampleState)
  return folder
}

describe('classifier files', () => {
  test('what is saved is loaded, and nothing else lies beside it', async () => {
    const folder = await saved()
    const loaded = await loadClassifier(folder)
    expect(loaded.description).toEqual(sampleClassifier.description)
    expect(Buffer.from(loaded.model)).toEqual(sampleClassifier.model)
    expect(await loadTrainingState(folder)).toEqual(sampleState)
    expect(await findClassifier(folder)).toEqual(sampleClassifier.description)
    expect(await readdir(folder)).toEqual(['classifier.json', 'model.onnx', 'training-state.arrow'])
    expect(await readdir(join(folder, '..'))).toEqual(['sample'])
  })

  test('saving twice gives the same bytes; a better one replaces it', async () => {
    const folder = await saved()
    const copy = `${folder}-copy`
    await cp(folder, copy, { recursive: true })
    await saveClassifier(folder, sampleClassifier, sampleState)
    for (const name of await readdir(copy)) {
      expect(await readFile(join(folder, name))).toEqual(await readFile(join(copy, name)))
    }
    await saveClassifier(folder, { ...sampleClassifier, model: Buffer.from('better') }, sampleState)
    expect(Buffer.from((await loadClassifier(folder)).model).toString()).toBe('better')
    expect((await readdir(join(folder, '..'))).sort()).toEqual(['sample', 'sample-copy'])
  })

  test('a replacement that was killed between its two steps is undone', async () => {
    const folder = await saved()
    const parent = join(folder, '..')
    await rename(folder, join(parent, '.sample.old'))
    await mkdir(join(parent, '.sample.new-99999999'))
    expect((await loadClassifier(folder)).description).toEqual(sampleClassifier.description)
    expect(await findClassifier(join(parent, 'other'))).toBeUndefined()
    await saveClassifier(folder, sampleClassifier, sampleState)
    expect(await readdir(parent)).toEqual(['sample'])
  })

  test.each([
    ['model.onnx', (bytes: Buffer) => bytes.subarray(0, 5), /model\.onnx is damaged \(it was cut short or changed/],
    ['training-state.arrow', (bytes: Buffer) => bytes.fill(7, 300, 301), /training-state\.arrow is damaged/],
    [
      'classifier.json',
      (bytes: Buffer) => bytes.subarray(0, 400),
      /classifier\.json is damaged \(it is not whole JSON\)/,
    ],
    ['classifier.json', change('"seed": 1', '"seed": "one"'), /classifier\.json is damaged \(training\.seed: /],
    ['classifier.json', change('"formatVersion": 1', '"formatVersion": 9'), /format version 9, expected 1/],
    ['classifier.json', change('"seed": 1', '"seed": 2'), /classifier\.json is damaged \(it was changed: its hash/],
    [
      'classifier.json',
      change(/"scale": \[\s*1/, '"scale": [0'),
      /\(bases\.0\.scale\.0: expected a number other than 0\)/,
    ],
    ['classifier.json', change('"b_1"', '"b_1", "c"'), /the scaler of fil does not have 3 values/],
  ])('a damaged %s is named, in one line', async (name, damage, message) => {
    const folder = await saved()
    const file = join(folder, name)
    await writeFile(file, damage(await readFile(file)))
    const loading = Promise.all([loadClassifier(folder), loadTrainingState(folder)])
    await expect(loading).rejects.toThrow(UserError)
    await expect(loading).rejects.toThrow(message)
    await expect(loading).rejects.toThrow(/^[^\n]*$/)
  })

  test('a missing file, a missing folder and a file in its place are named', async () => {
    const folder = await saved()
    await rm(join(folder, 'model.onnx'))
    await expect(loadClassifier(folder)).rejects.toThrow(/model\.onnx is damaged \(it is missing\)/)
    await mkdir(join(folder, 'model.onnx'))
    await expect(loadClassifier(folder)).rejects.toThrow(/model\.onnx is damaged \(it cannot be read: EISDIR/)
    await expect(loadClassifier(`${folder}-none`)).rejects.toThrow(
      /no classifier in .*, beside it there are sample; make one with: train/,
    )
    await writeFile(`${folder}-file`, '')
    await expect(saveClassifier(`${folder}-file`, sampleClassifier, sampleState)).rejects.toThrow(
      /is a file, expected a folder/,
    )
  })

  test('the scaler of a base is exact; a base without one is refused', () => {
    const { center, scale } = scalerOf(sampleClassifier.description, 'fil')
    expect(center).toEqual(Float32Array.of(0.1, 2))
    expect(scale).toEqual(Float32Array.of(1, 0.3))
    expect(() => scalerOf(sampleClassifier.description, 'btc')).toThrow(/no scaler for base btc; it was trained on fil/)
  })
})

function change(from: string | RegExp, to: string): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const text = bytes.toString()
    expect(text.split(from).length).toBeGreaterThan(1)
    return Buffer.from(text.replace(from, to))
  }
}
