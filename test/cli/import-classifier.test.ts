import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { isRunning } from '../../src/core/is-running.js'
import { processorWait } from '../../src/runtime/processor-wait.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/nets/${name}`, import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  await mkdir(join(folder, 'inside'))
  const scaler = { center: Array<number>(20).fill(0.5), scale: Array<number>(20).fill(2) }
  await writeFile(join(folder, 'inside', 'scaler.json'), JSON.stringify(scaler))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const ARGS = ['--features', 'F2cond20', '--target', 'T10up5low30min', '--base', 'one', '--select', 'seed']

async function importNet(cwd: string, name: string, ...args: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(cwd)
  return { code: await run(['import-classifier', fixture(name), ...ARGS, ...args], io), io }
}

/** A process that another one started; 0 where there is none. */
async function childOf(parent: number | undefined): Promise<number> {
  for (const name of await readdir('/proc')) {
    const status = /^\d+$/.test(name) ? await readFile(`/proc/${name}/status`, 'utf8').catch(() => '') : ''
    if (status.includes(`PPid:\t${parent}\n`)) return Number(name)
  }
  return 0
}

/** How long the first thread of a process has been on a processor. */
const processorSeconds = async (pid: number): Promise<number> =>
  Number((await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '0')).split(' ')[0]) / 1e9

describe('import-classifier', () => {
  test('says what it took for granted, and where the classifier is', async () => {
    const { code, io } = await importNet(folder, 'lightgbm-zipmap.onnx', '--sets', 'sets.csv', '--name', 'trees')
    expect(code, io.stderr()).toBe(0)
    expect(io.stdout()).toContain("assumed: its classes 0,1,2 are the target's hold,buy,sell")
    expect(io.stdout()).toMatch(/lightgbm-zipmap.onnx: OnnxMLTools .*, 20 inputs, probabilities/)
    expect(io.stdout()).toContain(`Classifier trees is saved in ${join(folder, 'classifiers', 'trees')}\n`)
  }, 60_000)

  test('takes files by the folder that it is typed in, and prints one JSON document', async () => {
    const args = ['--workspace', folder, '--sets', '../sets.csv', '--scaler', 'scaler.json', '--json']
    const { code, io } = await importNet(join(folder, 'inside'), 'keras2.h5', ...args)
    expect(code, io.stderr()).toBe(0)
    const document = z
      .object({ name: z.string(), folder: z.string(), origin: z.looseObject({ format: z.string() }) })
      .parse(JSON.parse(io.stdout()))
    expect(document).toMatchObject({ name: 'keras2', origin: { format: 'keras', producer: 'keras 2.17.0' } })
  }, 60_000)

  test('a net that does not run is told of in one line, without those of the runtime itself', async () => {
    const args = [
      'import-classifier',
      fixture('torch-one-row.onnx'),
      ...ARGS,
      '--sets',
      'sets.csv',
      '--name',
      'refused',
    ]
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    const told = await text(child.stderr)
    expect(told.split('\n').filter((line) => !/rows\/s$|^$/.test(line))).toEqual([
      expect.stringMatching(
        /^error: .*torch-one-row\.onnx does not run on rows of the validation set .*for any number of rows/,
      ),
    ])
  }, 60_000)

  test.skipIf(process.platform !== 'linux')(
    'Ctrl-C ends it at once while a library loops over a damaged file, and leaves no process',
    async () => {
      const damaged = await readFile(fixture('keras2.h5'))
      // The length of a text of variable length: the library reads on for ever.
      damaged.fill(255, 5543, 5545)
      await writeFile(join(folder, 'damaged.h5'), damaged)
      const args = ['import-classifier', 'damaged.h5', ...ARGS, '--sets', 'sets.csv', '--name', 'damaged']
      const main = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: 'ignore' })
      onTestFinished(() => void main.kill('SIGKILL'))
      let reader = 0
      // A second on a processor is far more than a process takes that has read a net of this size.
      await expect
        .poll(async () => ((reader = await childOf(main.pid)) === 0 ? 0 : processorSeconds(reader)), { interval: 20 })
        .toBeGreaterThan(1)
      const ended = once(main, 'exit')
      const waited = processorWait(main.pid)
      const asked = performance.now()
      main.kill('SIGINT')
      let last = waited
      const watch = setInterval(() => (last = processorWait(main.pid) || last), 10)
      await ended
      clearInterval(watch)
      expect(main.exitCode).toBe(130)
      expect(performance.now() - asked - (last - waited)).toBeLessThan(1000)
      expect(isRunning(reader)).toBe(false)
    },
  )

  test('refuses what is not there, and what means nothing, by the options', async () => {
    const io = fakeIo(folder)
    expect(await run(['import-classifier', 'none.onnx', ...ARGS, '--sets', 'sets.csv'], io)).toBe(1)
    expect(io.stderr()).toMatch(/there is no file .*none\.onnx/)
    const { code, io: other } = await importNet(folder, 'sklearn-mlp.onnx', '--output', 'odds')
    expect(code).toBe(1)
    expect(other.stderr()).toMatch(/--output is odds: allowed are probabilities, logits, scores/)
    const again = await importNet(folder, 'sklearn-mlp.onnx', '--sets', 'sets.csv', '--name', 'trees')
    expect(again.io.stderr()).toMatch(/trees holds a classifier already; choose another --name, .* with --overwrite/)
    const scaler = await importNet(folder, 'sklearn-mlp.onnx', '--sets', 'sets.csv', '--scaler', 's.pkl')
    expect(scaler.io.stderr()).toMatch(/--scaler is .*s\.pkl: expected none, standard, robust, or a file/)
  }, 60_000)
})
