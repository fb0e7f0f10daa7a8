import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace, trainArgs } from '../support/training-workspace.js'

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

describe('train refuses in one line, and leaves nothing behind', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillTrainingWorkspace(folder)
    for (const [name, text] of Object.entries(SETS)) await writeFile(join(folder, name), text)
    await mkdir(join(folder, 'nets'))
    await writeFile(join(folder, 'nets', 'Misfit.ts'), MISFIT)
    await mkdir(join(folder, 'classifiers', 'mine'), { recursive: true })
    await writeFile(join(folder, 'classifiers', 'mine', 'notes.txt'), 'not to be lost')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function refusal(...args: string[]): Promise<string> {
    const io = fakeIo(folder)
    const common = ['--base', 'one', '--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.csv']
    expect(await run(['train', ...common, ...args], io)).toBe(1)
    return io.stderr().trim().split('\n').at(-1) ?? ''
  }

  test.each([
    [['--features', 'F9'], /no feature set is called F9; there are .*F2cond20/],
    [['--target', 'T9'], /no target is called T9; there are .*T10up5low30min/],
    [['--net', 'CNN'], /no net is called CNN; there are GRU, Logistic, MLP, ResMLP, TCN, Misfit/],
    [['--params', 'l1=many'], /--params has l1=many: expected name=number/],
    [['--params', 'l1=8,l1=9'], /--params has l1 twice; give it once/],
    [['--params', 'l1=1000000000'], /net MLP: the net has 37,000,000,067 weights, but can have at most/],
    [['--params', 'l9=3'], /net MLP has no parameter l9; there are l1, l2, l3, dropout/],
    [['--params', 'l1=0'], /MLP: l1 is 0: expected a whole number/],
    [['--scaler', 'minmax'], /--scaler is minmax: allowed are standard, robust/],
    [['--seed', 'x'], /--seed is x: expected a whole number/],
    [['--epochs', '0'], /--epochs is 0: expected at least 1/],
    [['--name', '../up'], /--name is \.\.\/up: expected letters/],
    [['--base', 'one,btc'], /no candles of base btc/],
    [['--sets', 'none.csv'], /--sets: there is no file .*none\.csv/],
    [['--sets', 'overlap.csv'], /overlap\.csv, line 2: validation overlaps training of line 1/],
    [['--sets', 'training-only.csv'], /the sets have no validation range/],
    [['--sets', 'early.csv'], /base one has no training rows left \(1,440 without history\)/],
    [['--sets', 'past.csv'], /base one has no candles in the sets' ranges; there are from 2024-01-01T00:00Z/],
    [['--sets', 'short.csv'], /no row of class (hold|buy|sell) in the training set of one/],
    [['--name', 'mine'], /mine is there already and is no classifier/],
    [['--out', 'sets.csv/below'], /no classifier can be saved in .*sets\.csv: .*choose another --out/],
    [['--name', 'mine', '--overwrite'], /mine is there already and is no classifier/],
  ])('%j', async (args, message) => {
    expect(await refusal(...args)).toMatch(message)
    expect(await readdir(join(folder, 'classifiers'))).toEqual(['mine'])
    expect(await readdir(join(folder, 'classifiers', 'mine'))).toEqual(['notes.txt'])
  })

  test('a class without rows is told before features are computed, a net that does not fit by its name', async () => {
    const io = fakeIo(folder)
    const common = ['train', '--base', 'two', '--features', 'F2cond20', '--target', 'T10up5low30min']
    expect(await run([...common, '--sets', 'short.csv'], io)).toBe(1)
    expect(io.stderr()).not.toMatch(/scale training rows/)
    expect(await refusal('--net', 'Misfit')).toMatch(/net Misfit: layer 1 \(conv1d\): needs a sequence/)
  }, 30_000)

  test('a classifier made by other settings stays, unless it may be overwritten', async () => {
    const own = ['--out', 'made', '--epochs', '1', '--batch-size', '256']
    const io = fakeIo(folder)
    const common = trainArgs('one')
    expect(await run([...common, ...own], io)).toBe(0)
    expect(await refusal(...own, '--seed', '2')).toMatch(
      /made holds a classifier made with seed 1; choose another --name/,
    )
    expect(await refusal(...own, '--base', 'two')).toMatch(/made with base \["one"\]/)
    expect(await refusal(...own, '--learning-rate', '0.01')).toMatch(/made with learningRate 0\.001; choose/)
    expect(await refusal(...own, '--clip-norm', '1')).toMatch(/made with no clipNorm; choose/)
    expect(await refusal(...own, '--params', 'dropout=0.45')).toMatch(/made with dropout 0\.\d+; choose/)
    expect(await run([...common, ...own, '--seed', '2', '--overwrite'], io)).toBe(0)
    await cp(join(folder, 'made', 'model.onnx'), join(folder, 'made', 'classifier.json'))
    expect(await refusal(...own, '--seed', '2')).toMatch(
      /classifier\.json is damaged .* or replace it with --overwrite/,
    )
    expect(await run([...common, ...own, '--overwrite'], io)).toBe(0)
  })
})
