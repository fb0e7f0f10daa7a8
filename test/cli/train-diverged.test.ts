import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const ARGS = '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --batch-size 16 --optimizer sgd'

async function train(folder: string, ...more: string[]): Promise<FakeIo & { code: number }> {
  const io = fakeIo(folder)
  return { ...io, code: await run(['train', ...ARGS.split(' '), '--name', 'net', ...more], io) }
}

test('a loss that is no number is told with step and feature, and leaves nothing half done', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const io = await train(folder, '--learning-rate', '1e30', '--epochs', '2')
  expect(io.code).toBe(1)
  expect(io.stderr().trim().split('\n').at(-1)).toMatch(
    /^error: the loss is not a number in step \d+ of epoch 1; the largest input there is \w+ of one, -?[\d.e+]+ times its scale from its centre: the net diverged; look for extreme feature values, or take a lower --learning-rate/,
  )
  expect(await readdir(join(folder, 'classifiers')).catch(() => [])).toEqual([])
})

test('after a good epoch it keeps that one, with the state to go on from', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  // Each step takes more than twice a weight from it, so that they grow by a tenth, with changing signs.
  const settings = '--net Logistic --learning-rate 0.01 --l2 105 --epochs 9 --patience 9'
  const io = await train(folder, ...settings.split(' '))
  expect(io.code).toBe(1)
  const told = /step (\d+) of epoch (\d+); .* the best epoch before, (\d+), is saved in (.*); look for/.exec(
    io.stderr(),
  )
  expect(Number(told?.[3])).toBeLessThan(Number(told?.[2]))
  const { description } = await loadClassifier(join(folder, 'classifiers', 'net'))
  expect(description.training.stopped).toBe('diverged')
  expect(description.history.every(({ loss }) => Number.isFinite(loss))).toBe(true)
  expect((await readFile(join(folder, 'classifiers', 'net', 'training-state.arrow'))).length).toBeGreaterThan(0)
})
