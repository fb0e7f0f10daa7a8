import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

test('each way of sampling makes a net of its own, and the classifier remembers it', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const common = '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 1 --batch-size 64'
  const models = new Set<string>()
  for (const sampling of ['balanced', 'natural', 'weighted']) {
    const io = fakeIo(folder)
    const args = ['train', ...common.split(' '), '--sampling', sampling, '--name', sampling]
    expect(await run(args, io), io.stderr()).toBe(0)
    const made = join(folder, 'classifiers', sampling)
    expect((await loadClassifier(made)).description.training.sampling).toBe(sampling)
    models.add(await readFile(join(made, 'model.onnx'), 'base64'))
  }
  expect(models.size).toBe(3)
})

test('the mean weights of the classes are kept where the net saw the classes by them', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const common =
    '--base one --features F2cond20 --target TripleBarrier1h2v5pml --sets sets.csv --epochs 1 --batch-size 64'
  const meanWeights = async (use: string): Promise<readonly number[] | undefined> => {
    const io = fakeIo(folder)
    expect(await run(['train', ...common.split(' '), '--sample-weights', use, '--name', use], io), io.stderr()).toBe(0)
    return (await loadClassifier(join(folder, 'classifiers', use))).description.training.meanWeights
  }
  expect(await meanWeights('draw')).toBeUndefined()
  const found = await meanWeights('loss')
  expect(found).toHaveLength(3)
  for (const mean of found ?? []) expect(mean > 0 && mean <= 1, String(mean)).toBe(true)
})
