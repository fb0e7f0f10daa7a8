import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { withTrainingLock } from '../../src/workspace/train/destination.js'
import { sha256 } from '../../src/core/hash.js'
import { createRng } from '../../src/core/rng.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const SETTINGS = [
  '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 8 --batch-size 16 --name net',
  // A rate that depends on the epochs before and on the step, and an optimiser whose weights decay by it.
  '--optimizer adamw --learning-rate 0.02 --schedule plateau --plateau-patience 1 --warmup 1.5 --clip-norm 1 --monitor loss',
].join(' ')
const ARGS = ['train', ...SETTINGS.split(' ')]
const FILES = ['classifier.json', 'model.onnx', 'training-state.arrow']

/** A training in a process of its own, killed so many milliseconds after its first epoch's progress; whether it ended by itself. */
async function life(folder: string, wait?: number, own = ARGS): Promise<boolean> {
  const args = [MAIN, ...own, '--resume', '--checkpoint-minutes', '0']
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let timer: NodeJS.Timeout | undefined
  let told = ''
  child.stderr.on('data', (bytes: Buffer) => {
    told += bytes.toString()
    if (wait !== undefined && /epoch/.test(told)) timer ??= setTimeout(() => child.kill('SIGKILL'), wait)
  })
  const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'))
  clearTimeout(timer)
  if (code !== null) expect(code, told).toBe(0)
  return code === 0
}

const bytesOf = (folder: string): Promise<string[]> =>
  Promise.all(FILES.map(async (file) => sha256(await readFile(join(folder, 'classifiers', 'net', file)))))

const DATA = '--features F2cond20 --target T10up5low30min --sets sets.csv --name net'

test.each([
  { engine: 'onnx', settings: SETTINGS, kills: 4 },
  // The rows of two bases in a file, and another number of threads in each life.
  {
    engine: 'wasm',
    settings: `--base one,two ${DATA} --epochs 6 --batch-size 128 --memory 0 --sampling weighted`,
    kills: 3,
  },
  // Windows, by either engine.
  {
    engine: 'wasm',
    settings: `--base one ${DATA} --epochs 3 --batch-size 128 --net GRU --memory 0 --sampling natural --select seed`,
    kills: 2,
  },
  {
    engine: 'onnx',
    settings: `--base one ${DATA} --epochs 2 --batch-size 128 --net GRU --params units=6,window=12 --memory 0`,
    kills: 2,
  },
])(
  'killed at random moments and resumed, a training ends with the bytes of an undisturbed one: $engine, $settings',
  async ({ engine, settings, kills }) => {
    const args = ['train', ...settings.split(' ')]
    const undisturbed = await temporaryFolder()
    await fillTrainingWorkspace(undisturbed)
    expect(await life(undisturbed, undefined, args)).toBe(true)
    const { description } = await loadClassifier(join(undisturbed, 'classifiers', 'net'))
    expect(description.training.engine).toBe(engine)
    const killed = await temporaryFolder()
    await cp(undisturbed, killed, { recursive: true })
    await rm(join(killed, 'classifiers'), { recursive: true })
    const rng = createRng(5)
    // The last life is left alone; one that ended before its kill leaves the classifier, which the next one makes again.
    for (let done = 0; done < kills;) {
      const threads = ['--threads', String([1, 2, 4][done % 3])]
      if (!(await life(killed, rng.below(400), [...args, ...threads]))) done++
    }
    expect(await life(killed, undefined, args)).toBe(true)
    expect(await bytesOf(killed)).toEqual(await bytesOf(undisturbed))
    expect(await readdir(join(killed, 'classifiers'))).toEqual(['net'])
  },
  180_000,
)

/** Ctrl-C at the end of the second epoch. */
async function stopped(folder: string): Promise<void> {
  const io = fakeIo(folder)
  const stopping = {
    ...io,
    err: (text: string) => {
      if (text.startsWith('epoch 2/')) io.interrupt()
    },
  }
  expect(await run(ARGS, stopping)).toBe(130)
}

async function trained(folder: string, ...more: string[]): Promise<FakeIo> {
  const io = fakeIo(folder)
  await run([...ARGS, ...more], io)
  return io
}

test('a checkpoint goes with its settings, is mentioned where it is replaced, and is refused where it is damaged', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  expect((await trained(folder, '--resume', '--epochs', '1')).stderr()).toContain(
    'there is no checkpoint to go on from',
  )
  await rm(join(folder, 'classifiers'), { recursive: true })
  await stopped(folder)
  const other = await trained(folder, '--resume', '--seed', '2', '--overwrite')
  expect(other.stderr()).toMatch(
    /the checkpoint in .* was made with other settings: seed was 1, now 2; train with those/,
  )
  const state = join(folder, 'classifiers', '.net.training', 'training-state.arrow')
  const bytes = await readFile(state)
  await writeFile(state, bytes.subarray(0, bytes.length - 9))
  expect((await trained(folder, '--resume')).stderr()).toMatch(/training-state\.arrow is damaged: .* without --resume/)
  const anew = await trained(folder)
  expect(anew.stderr()).toContain(
    'a checkpoint after epoch 2 will be replaced; with resume the training would go on from it',
  )
  expect(await readdir(join(folder, 'classifiers'))).toEqual(['net'])
  const untouched = await bytesOf(folder)
  await stopped(folder)
  expect((await trained(folder, '--resume')).stderr()).toContain('going on in epoch 3')
  expect(await bytesOf(folder)).toEqual(untouched)
}, 60_000)

test('beside another training of its name a second one is refused', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const classifier = join(folder, 'classifiers', 'net')
  const refused = await withTrainingLock(classifier, () => trained(folder))
  expect(refused.stderr().trim().split('\n').at(-1)).toMatch(
    /^error: classifier net is being written by process \d+; wait until it is done/,
  )
  expect(await readdir(join(folder, 'classifiers'))).toEqual([])
  expect((await trained(folder)).stdout()).toMatch(/Classifier net is saved/)
  expect(await readdir(join(folder, 'classifiers'))).toEqual(['net'])
})
