import { spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
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

  test('a net of Keras with its scaler from a file', async () => {
    const scaler = { center: Array<number>(20).fill(0.5), scale: Array<number>(20).fill(2) }
    await writeFile(join(folder, 'scaler.json'), JSON.stringify(scaler))
    const { code, io } = await imported('keras2.h5', '--base', 'one', '--scaler', 'scaler.json', '--json')
    expect(code, io.stderr()).toBe(0)
    const document = z
      .object({ name: z.string(), origin: z.looseObject({ format: z.string(), producer: z.string() }) })
      .parse(JSON.parse(io.stdout()))
    expect(document).toMatchObject({ name: 'keras2', origin: { format: 'keras', producer: 'keras 2.17.0' } })
    const { description } = await loadClassifier(join(folder, 'classifiers', 'keras2'))
    expect(description).toMatchObject({ scaler: 'given', net: { id: 'Keras' } })
    expect(description.bases[0]).toMatchObject(scaler)
  }, 60_000)

  test('a net that looks at a window, with a scaler fitted here, classes in an order of its own', async () => {
    const args = ['--base', 'one', '--scaler', 'robust', '--classes', 'sell,hold,buy', '--name', 'gru']
    const { code, io } = await imported('torch-window.onnx', ...args)
    expect(code, io.stderr()).toBe(0)
    expect(io.stdout()).toContain('assumed: its outputs are logits: a softmax was added')
    const assessing = fakeIo(folder)
    expect(await run(['assess', 'gru', '--set', 'validation', '--json'], assessing), assessing.stderr()).toBe(0)
    const { description } = await loadClassifier(join(folder, 'classifiers', 'gru'))
    expect(description.scaler).toBe('robust')
    expect(description.classes).toEqual(['hold', 'buy', 'sell'])
  }, 60_000)

  test('sets without a training range will do, where no scaler is to be fitted', async () => {
    await writeFile(join(folder, 'later.csv'), 'validation,2024-01-13,2024-01-13\n')
    const { code, io } = await imported('sklearn-mlp.onnx', '--base', 'one', '--sets', 'later.csv', '--name', 'later')
    expect(code, io.stderr()).toBe(0)
    const robust = ['--base', 'one', '--sets', 'later.csv', '--name', 'none', '--scaler', 'robust']
    const refused = await imported('sklearn-mlp.onnx', ...robust)
    expect(refused.code).toBe(1)
    expect(refused.io.stderr()).toMatch(/base one has no training rows/)
  }, 60_000)

  test('a classifier that is there is replaced only where that is asked for, a changed one is not used', async () => {
    const args = ['--base', 'one', '--name', 'again']
    expect((await imported('sklearn-mlp.onnx', ...args)).code).toBe(0)
    const second = await imported('sklearn-mlp.onnx', ...args)
    expect(second.code).toBe(1)
    expect(second.io.stderr()).toMatch(
      /again holds a classifier already; choose another --name, or replace it with --overwrite/,
    )
    expect((await imported('sklearn-mlp.onnx', ...args, '--overwrite')).code).toBe(0)
    const file = join(folder, 'classifiers', 'again', 'model.onnx')
    const model = await readFile(file)
    await writeFile(file, model.subarray(0, model.length - 9))
    const assessing = fakeIo(folder)
    expect(await run(['assess', 'again'], assessing)).toBe(1)
    expect(assessing.stderr()).toMatch(/model\.onnx is damaged \(it was cut short or changed/)
  }, 60_000)

  const files: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['net.keras', 'PK\u0003\u0004 and so on', /is a zip file, such as Keras' \.keras/],
    ['net.pkl', Uint8Array.of(0x80, 4, 0x95), /is a pickle, which holds code and is never opened here/],
    ['net.txt', 'tree\nversion=v4', /is LightGBM's own text/],
    ['net.onnx', 'nothing of the kind', /is no ONNX model, or was cut short/],
  ]
  test.each(files)('%s is refused, and nothing is written', async (name, content, line) => {
    await writeFile(join(folder, name), content)
    const io = fakeIo(folder)
    expect(await run(['import-classifier', name, ...ARGS, '--base', 'one', '--name', 'refused'], io)).toBe(1)
    expect(io.stderr()).toMatch(line)
    expect(io.stderr().trim().split('\n')).toHaveLength(1)
    expect(await readdir(join(folder, 'classifiers'))).not.toContain('refused')
  })

  test('a net that does not run is told of in one line, without those of the runtime itself', async () => {
    const args = ['import-classifier', fixture('torch-one-row.onnx'), ...ARGS, '--base', 'one', '--name', 'refused']
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    const told = await text(child.stderr)
    expect(told.split('\n').filter((line) => !/rows\/s$|^$/.test(line))).toEqual([
      expect.stringMatching(
        /^error: .*torch-one-row\.onnx does not run on rows of the validation set .*for any number of rows/,
      ),
    ])
  }, 60_000)

  test('a file that is not there, and options that mean nothing', async () => {
    const io = fakeIo(folder)
    expect(await run(['import-classifier', 'none.onnx', ...ARGS], io)).toBe(1)
    expect(io.stderr()).toMatch(/there is no file .*none\.onnx/)
    const { code, io: other } = await imported('sklearn-mlp.onnx', '--output', 'odds')
    expect(code).toBe(1)
    expect(other.stderr()).toMatch(/--output is odds: allowed are probabilities, logits, scores/)
  })
})
