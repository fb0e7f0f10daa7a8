import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const SETS: Readonly<Record<string, string>> = {
  'overlap.csv': 'training,2024-01-11,2024-01-12\nvalidation,2024-01-12,2024-01-13\n',
  'training-only.csv': 'training,2024-01-11,2024-01-12\n',
  'early.csv': 'training,2024-01-05,2024-01-05\nvalidation,2024-01-13,2024-01-13\n',
  'past.csv': 'training,2021-01-05,2021-01-05\nvalidation,2021-01-13,2021-01-13\n',
  'short.csv': 'training,2024-01-11T00:00,2024-01-11T00:02\nvalidation,2024-01-13,2024-01-13\n',
}

/** A net of single rows that begins as one of sequences does. */
const MISFIT = `import { defineNet } from 'followupward'
export default defineNet({
  id: 'Misfit', version: 1, searchSpace: () => ({}), defaults: () => ({}),
  build: (_params, _inputs, classes) => [
    { type: 'conv1d', filters: 4, kernelSize: 3 },
    { type: 'dense', units: classes, activation: 'softmax' },
  ],
})
`

describe('training refuses in one line, and leaves nothing behind', () => {
  const folder = sharedFolder(async (path) => {
    await fillTrainingWorkspace(path)
    for (const [name, text] of Object.entries(SETS)) await writeFile(join(path, name), text)
    await mkdir(join(path, 'nets'))
    await writeFile(join(path, 'nets', 'Misfit.ts'), MISFIT)
    await mkdir(join(path, 'classifiers', 'mine'), { recursive: true })
    await writeFile(join(path, 'classifiers', 'mine', 'notes.txt'), 'not to be lost')
  })

  async function refusal(changes: Partial<TrainRequest>): Promise<string> {
    const workspace = await openTestWorkspace(folder.path)
    const error = await workspace.train({ ...TRAINING, ...changes }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    return error instanceof Error ? error.message : ''
  }

  const cases: readonly (readonly [Partial<TrainRequest>, RegExp])[] = [
    [{ features: 'F9' }, /^no feature set is called F9; there are .*F2cond20/],
    [{ target: 'T9' }, /^no target is called T9; there are .*T10up5low30min/],
    [{ net: 'CNN' }, /^no net is called CNN; there are GRU, Logistic, MLP, ResMLP, TCN, Misfit/],
    [{ params: { l1: 1_000_000_000 } }, /net MLP: the net has 37,000,000,067 weights, but can have at most/],
    [{ params: { l9: 3 } }, /net MLP has no parameter l9; there are l1, l2, l3, dropout/],
    [{ params: { l1: 0 } }, /MLP: l1 is 0: expected a whole number/],
    [{ epochs: 0 }, /^epochs is 0: expected at least 1/],
    [{ name: '../up' }, /^name is \.\.\/up: expected letters/],
    [{ bases: ['one', 'btc'] }, /no candles of base btc/],
    [{ sets: 'none.csv' }, /^sets: there is no file .*none\.csv/],
    [{ sets: 'overlap.csv' }, /overlap\.csv, line 2: validation overlaps training of line 1/],
    [{ sets: 'training-only.csv' }, /the sets have no validation range/],
    [{ sets: 'early.csv' }, /base one has no training rows left \(1,440 without history\)/],
    [{ sets: 'past.csv' }, /base one has no candles in the sets' ranges; there are from 2024-01-01T00:00Z/],
    [{ sets: 'short.csv' }, /no row of class (hold|buy|sell) in the training set of one/],
    [{ name: 'mine' }, /mine is there already and is no classifier/],
    [{ out: 'sets.csv/below' }, /no classifier can be saved in .*sets\.csv: .*choose another out/],
    [{ name: 'mine', overwrite: true }, /mine is there already and is no classifier/],
  ]
  test.each(cases)('%j', async (changes, message) => {
    const told = await refusal(changes)
    expect(told).toMatch(message)
    expect(told).not.toContain('\n')
    expect(await readdir(join(folder.path, 'classifiers'))).toEqual(['mine'])
    expect(await readdir(join(folder.path, 'classifiers', 'mine'))).toEqual(['notes.txt'])
  })

  test('a class without rows is told before features are computed, a net that does not fit by its name', async () => {
    const workspace = await openTestWorkspace(folder.path)
    const request = { ...TRAINING, bases: ['two'], sets: 'short.csv' }
    await expect(workspace.train(request)).rejects.toThrow(/no row of class/)
    expect(workspace.shown.join()).not.toContain('scale training rows')
    expect(await refusal({ net: 'Misfit' })).toMatch(/net Misfit: layer 1 \(conv1d\): needs a sequence/)
  })

  test('a classifier made by other settings stays, unless it may be overwritten', async () => {
    const own = { out: 'made', epochs: 1, batchSize: 256 }
    const workspace = await openTestWorkspace(folder.path)
    const train = async (changes: Partial<TrainRequest> = {}): Promise<void> =>
      void (await workspace.train({ ...TRAINING, ...own, ...changes }))
    await train()
    expect(await refusal({ ...own, seed: 2 })).toMatch(/made holds a classifier made with seed 1; choose another name/)
    expect(await refusal({ ...own, bases: ['two'] })).toMatch(/made with base \["one"\]/)
    expect(await refusal({ ...own, learningRate: 0.01 })).toMatch(/made with learningRate 0\.001; choose/)
    expect(await refusal({ ...own, clipNorm: 1 })).toMatch(/made with no clipNorm; choose/)
    expect(await refusal({ ...own, params: { dropout: 0.45 } })).toMatch(/made with dropout 0\.\d+; choose/)
    await train({ seed: 2, overwrite: true })
    const made = join(folder.path, 'made')
    await cp(join(made, 'model.onnx'), join(made, 'classifier.json'))
    expect(await refusal({ ...own, seed: 2 })).toMatch(/classifier\.json is damaged .* or replace it with overwrite/)
    await train({ overwrite: true })
  })
})
