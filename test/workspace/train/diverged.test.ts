import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { trainFailure } from '../../../src/workspace/train/result.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const REQUEST = { ...TRAINING, batchSize: 16, optimizer: 'sgd', name: 'net' } as const

async function trainingWorkspace(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  return openTestWorkspace(folder)
}

test('a loss that is no number is told with step and feature, and leaves nothing half done', async () => {
  const workspace = await trainingWorkspace()
  await expect(workspace.train({ ...REQUEST, learningRate: 1e30, epochs: 2 })).rejects.toThrow(
    /^the loss is not a number in step \d+ of epoch 1; the largest input there is \w+ of one, -?[\d.e+]+ times its scale from its centre: the net diverged; look for extreme feature values, or take a lower learningRate/,
  )
  expect(await readdir(join(workspace.directory, 'classifiers')).catch(() => [])).toEqual([])
})

test('after a good epoch it keeps that one, with the state to go on from', async () => {
  const workspace = await trainingWorkspace()
  // Each step takes more than twice a weight from it, so that they grow by a tenth, with changing signs.
  const settings = { net: 'Logistic', learningRate: 0.01, l2: 105, epochs: 9, patience: 9 }
  const result = await workspace.train({ ...REQUEST, ...settings })
  const told = /step (\d+) of epoch (\d+); .* the best epoch before, (\d+), is saved in (.*); look for/.exec(
    trainFailure(result)?.message ?? '',
  )
  expect(Number(told?.[3])).toBeLessThan(Number(told?.[2]))
  const folder = join(workspace.directory, 'classifiers', 'net')
  const { description } = await loadClassifier(folder)
  expect(description.training.stopped).toBe('diverged')
  expect(description.history.every(({ loss }) => Number.isFinite(loss))).toBe(true)
  expect((await readFile(join(folder, 'training-state.arrow'))).length).toBeGreaterThan(0)
})
