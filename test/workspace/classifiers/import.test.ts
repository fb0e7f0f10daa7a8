import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import type { ClassifierDescription } from '../../../src/classifier/description.js'
import { UserError, messageOf } from '../../../src/core/errors.js'
import type { ImportClassifierRequest } from '../../../src/workspace/classifiers/import/request.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/nets/${name}`, import.meta.url))

/** One workspace for all: its features are computed once. */
let folder = ''
let workspace: Workspace
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  workspace = await openWorkspace(folder)
}, 60_000)
afterAll(async () => {
  await workspace.close()
  await rm(folder, { recursive: true, force: true })
})

async function importNet(name: string, request: Partial<ImportClassifierRequest> = {}): Promise<ClassifierDescription> {
  const { classifier } = await workspace.classifiers.import({
    file: fixture(name),
    features: 'F2cond20',
    target: 'T10up5low30min',
    sets: 'sets.csv',
    select: 'seed',
    bases: ['one'],
    ...request,
  })
  const { description } = await loadClassifier(classifier.folder)
  expect(description).toEqual(classifier.description)
  return description
}

describe('a net of another program', () => {
  test('is assessed and traded like our own', async () => {
    const { origin } = await importNet('lightgbm-zipmap.onnx', { bases: ['one', 'two'], name: 'trees' })
    expect(origin).toMatchObject({ kind: 'import', format: 'onnx', output: 'probabilities' })
    expect(origin?.producer).toMatch(/^OnnxMLTools/)
    expect(origin?.columns.length).toBe(20)
    expect(origin?.assumed).toContain("its classes 0,1,2 are the target's hold,buy,sell")
    const { assessment } = await workspace.assess({ classifier: 'trees' })
    expect(assessment.overall.rows).toBeGreaterThan(1000)
    const times = { from: '2024-01-13T20:00', to: '2024-01-13T20:30' }
    const report = await workspace.trade({ classifier: 'trees', ...times, buy: 0.4, sell: 0.4 })
    expect(report).toMatchObject({ classifier: 'trees', minutes: 30 })
  }, 60_000)

  test('of Keras takes its scaler from a file', async () => {
    const scaler = { center: Array<number>(20).fill(0.5), scale: Array<number>(20).fill(2) }
    await writeFile(join(folder, 'scaler.json'), JSON.stringify(scaler))
    const description = await importNet('keras2.h5', { scaler: 'scaler.json' })
    expect(await readdir(join(folder, 'classifiers'))).toContain('keras2')
    expect(description).toMatchObject({
      scaler: 'given',
      net: { id: 'Keras' },
      origin: { format: 'keras', producer: 'keras 2.17.0' },
    })
    expect(description.bases[0]).toMatchObject(scaler)
  }, 60_000)

  test('may look at a window, with a scaler fitted here and classes in an order of its own', async () => {
    const request = { scaler: 'robust', classes: ['sell', 'hold', 'buy'], name: 'gru' }
    const description = await importNet('torch-window.onnx', request)
    expect(description.origin?.assumed).toContain('its outputs are logits: a softmax was added')
    expect(description.scaler).toBe('robust')
    expect(description.classes).toEqual(['hold', 'buy', 'sell'])
    const { source } = await workspace.assess({ classifier: 'gru', set: 'validation' })
    expect(source.set).toBe('validation')
  }, 60_000)

  test('needs no training range where no scaler is to be fitted', async () => {
    await writeFile(join(folder, 'later.csv'), 'validation,2024-01-13,2024-01-13\n')
    await importNet('sklearn-mlp.onnx', { sets: 'later.csv', name: 'later' })
    const robust = importNet('sklearn-mlp.onnx', { sets: 'later.csv', name: 'none', scaler: 'robust' })
    await expect(robust).rejects.toThrow(/base one has no training rows/)
  }, 60_000)

  test('replaces a classifier only where that is asked for; a changed one is not used', async () => {
    await importNet('sklearn-mlp.onnx', { name: 'again' })
    await expect(importNet('sklearn-mlp.onnx', { name: 'again' })).rejects.toThrow(
      /again holds a classifier already; choose another name, or replace it with overwrite/,
    )
    await importNet('sklearn-mlp.onnx', { name: 'again', overwrite: true })
    const file = join(folder, 'classifiers', 'again', 'model.onnx')
    const model = await readFile(file)
    await writeFile(file, model.subarray(0, model.length - 9))
    await expect(workspace.assess({ classifier: 'again' })).rejects.toThrow(
      /model\.onnx is damaged \(it was cut short or changed/,
    )
  }, 60_000)
})

async function failureOf(name: string, request: Partial<ImportClassifierRequest> = {}): Promise<string> {
  const failure = await importNet(name, { name: 'refused', ...request }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UserError)
  expect(await readdir(join(folder, 'classifiers'))).not.toContain('refused')
  const message = messageOf(failure)
  expect(message).not.toContain('\n')
  return message
}

describe('what is no net that can be used is refused in one line, and nothing is written', () => {
  const files: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['net.keras', 'PK\u0003\u0004 and so on', /is a zip file, such as Keras' \.keras/],
    ['net.pkl', Uint8Array.of(0x80, 4, 0x95), /is a pickle, which holds code and is never opened here/],
    ['net.txt', 'tree\nversion=v4', /is LightGBM's own text/],
    ['net.onnx', 'nothing of the kind', /is no ONNX model, or was cut short/],
  ]
  test.each(files)('%s', async (name, content, line) => {
    await writeFile(join(folder, name), content)
    expect(await failureOf(name, { file: name })).toMatch(line)
  })

  test('one that does not run on several rows', async () => {
    expect(await failureOf('torch-one-row.onnx')).toMatch(
      /torch-one-row\.onnx does not run on rows of the validation set .*for any number of rows/,
    )
  })

  test('a file that is not there, and values that mean nothing', async () => {
    expect(await failureOf('none', { file: 'none.onnx' })).toMatch(/there is no file .*none\.onnx/)
    expect(await failureOf('sklearn-mlp.onnx', { scaler: 'none.json' })).toMatch(
      /^scaler: there is no file .*none\.json/,
    )
    expect(await failureOf('sklearn-mlp.onnx', { columns: 'none.json' })).toMatch(/^columns: there is no file/)
    expect(await failureOf('sklearn-mlp.onnx', { columns: 'a,b' })).toMatch(/takes 20 features, but columns names 2/)
    expect(await failureOf('sklearn-mlp.onnx', { classes: ['up', 'down'] })).toMatch(/^classes is up,down: expected/)
  })
})
