import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/nets/${name}`, import.meta.url))

/** One workspace for all: its features are computed once. */
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const ARGS = ['--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.csv', '--select', 'seed']

async function imported(name: string, ...args: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(folder)
  return { code: await run(['import-classifier', fixture(name), ...ARGS, ...args], io), io }
}

describe('import-classifier', () => {
  test('a net of another program is assessed and traded like our own', async () => {
    const { code, io } = await imported('lightgbm-zipmap.onnx', '--base', 'one,two', '--name', 'trees')
    expect(code, io.stderr()).toBe(0)
    expect(io.stdout()).toContain("assumed: its classes 0,1,2 are the target's hold,buy,sell")
    expect(io.stdout()).toMatch(/lightgbm-zipmap.onnx: OnnxMLTools .*, 20 inputs, probabilities/)
    const { description } = await loadClassifier(join(folder, 'classifiers', 'trees'))
    expect(description.origin).toMatchObject({ kind: 'import', format: 'onnx', output: 'probabilities' })
    const assessing = fakeIo(folder)
    expect(await run(['assess', 'trees', '--json'], assessing), assessing.stderr()).toBe(0)
    const trading = fakeIo(folder)
    expect(
      await run(
        [
          'trade',
          '--classifier',
          'trees',
          '--from',
          '2024-01-13T20:00',
          '--to',
          '2024-01-13T20:30',
          '--buy',
          '0.4',
          '--sell',
          '0.4',
          '--json',
        ],
        trading,
      ),
      trading.stderr(),
    ).toBe(0)
    const { classifier } = z.object({ classifier: z.string() }).parse(JSON.parse(trading.stdout()))
    expect(classifier).toBe('trees')
  }, 60_000)
})
