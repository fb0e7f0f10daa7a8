import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { sha256 } from '../../../src/core/hash.js'
import { createRng } from '../../../src/core/rng.js'
import { withTrainingLock } from '../../../src/workspace/train/destination.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const SCRIPT = fileURLToPath(new URL('../../../dist/workspace/use-case-process.js', import.meta.url))
const FILES = ['classifier.json', 'model.onnx', 'training-state.arrow']

/** A rate that depends on the epochs before and on the step, and an optimiser whose weights decay by it. */
const REQUEST = {
  ...TRAINING,
  epochs: 8,
  batchSize: 16,
  name: 'net',
  optimizer: 'adamw',
  learningRate: 0.02,
  schedule: 'plateau',
  plateauPatience: 1,
  warmup: 1.5,
  clipNorm: 1,
  monitor: 'loss',
} satisfies TrainRequest

/** A training in a process of its own, killed so many milliseconds after its first epoch began; whether it ended by itself. */
async function life(workspace: string, request: TrainRequest, wait?: number): Promise<boolean> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  const document = { useCase: 'train', workspace, request: { ...request, resume: true, checkpointMinutes: 0 } }
  child.stdin.end(JSON.stringify(document))
  let timer: NodeJS.Timeout | undefined
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('"error"')) errors.push(line)
    if (wait !== undefined && line.includes('epoch ')) timer ??= setTimeout(() => child.kill('SIGKILL'), wait)
  })
  const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'close'))
  clearTimeout(timer)
  if (code !== null) expect({ code, errors }).toEqual({ code: 0, errors: [] })
  return code === 0
}

const bytesOf = (folder: string): Promise<string[]> =>
  Promise.all(FILES.map(async (file) => sha256(await readFile(join(folder, 'classifiers', 'net', file)))))

const WASM = { ...TRAINING, name: 'net', batchSize: 128, memory: 0 }
const cases: readonly { engine: string; what: string; request: TrainRequest; kills: number }[] = [
  { engine: 'onnx', what: 'a rate by the epochs before', request: REQUEST, kills: 4 },
  {
    engine: 'wasm',
    what: 'rows of two bases in a file, another number of threads in each life',
    request: { ...WASM, bases: ['one', 'two'], epochs: 6, sampling: 'weighted' },
    kills: 3,
  },
  {
    engine: 'wasm',
    what: 'windows',
    request: { ...WASM, epochs: 3, net: 'GRU', sampling: 'natural', select: 'seed' },
    kills: 2,
  },
  {
    engine: 'onnx',
    what: 'windows',
    request: { ...WASM, epochs: 2, net: 'GRU', params: { units: 6, window: 12 } },
    kills: 2,
  },
]
test.each(cases)(
  'killed at random moments and resumed, a training ends with the bytes of an undisturbed one: $engine, $what',
  async ({ engine, request, kills }) => {
    const undisturbed = await temporaryFolder()
    await fillTrainingWorkspace(undisturbed)
    expect(await life(undisturbed, request)).toBe(true)
    const { description } = await loadClassifier(join(undisturbed, 'classifiers', 'net'))
    expect(description.training.engine).toBe(engine)
    const killed = await temporaryFolder()
    await cp(undisturbed, killed, { recursive: true })
    await rm(join(killed, 'classifiers'), { recursive: true })
    const rng = createRng(5)
    // The last life is left alone; one that ended before its kill leaves the classifier, which the next one makes again.
    for (let done = 0; done < kills;) {
      if (!(await life(killed, { ...request, threads: [1, 2, 4][done % 3] }, rng.below(400)))) done++
    }
    expect(await life(killed, request)).toBe(true)
    expect(await bytesOf(killed)).toEqual(await bytesOf(undisturbed))
    expect(await readdir(join(killed, 'classifiers'))).toEqual(['net'])
  },
  180_000,
)

/** Stopped at the end of the second epoch. */
async function stopAfterTwo(folder: string): Promise<void> {
  const workspace = await openTestWorkspace(folder)
  const stop = new AbortController()
  const { stopped } = await workspace.train(REQUEST, {
    signal: stop.signal,
    onEpoch: ({ epoch }) => epoch === 2 && stop.abort(new Error('asked to stop')),
  })
  expect(stopped).toBe('interrupted')
}

/** The workspace that it was trained in, with what that said. */
async function train(folder: string, changes: Partial<TrainRequest> = {}): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(folder)
  await workspace.train({ ...REQUEST, ...changes })
  return workspace
}

test('a checkpoint goes with its settings, is mentioned where it is replaced, and is refused where it is damaged', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const first = await train(folder, { resume: true, epochs: 1 })
  expect(first.logged.join('\n')).toContain('there is no checkpoint to go on from')
  await rm(join(folder, 'classifiers'), { recursive: true })
  await stopAfterTwo(folder)
  await expect(train(folder, { resume: true, seed: 2, overwrite: true })).rejects.toThrow(
    /the checkpoint in .* was made with other settings: seed was 1, now 2; train with those/,
  )
  const state = join(folder, 'classifiers', '.net.training', 'training-state.arrow')
  const bytes = await readFile(state)
  await writeFile(state, bytes.subarray(0, bytes.length - 9))
  await expect(train(folder, { resume: true })).rejects.toThrow(/training-state\.arrow is damaged: .* without resume/)
  const anew = await train(folder)
  expect(anew.logged.join('\n')).toContain(
    'a checkpoint after epoch 2 will be replaced; with resume the training would go on from it',
  )
  expect(await readdir(join(folder, 'classifiers'))).toEqual(['net'])
  const untouched = await bytesOf(folder)
  await stopAfterTwo(folder)
  expect((await train(folder, { resume: true })).logged.join('\n')).toContain('going on in epoch 3')
  expect(await bytesOf(folder)).toEqual(untouched)
})

test('beside another training of its name a second one is refused', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const classifier = join(folder, 'classifiers', 'net')
  await withTrainingLock(classifier, () =>
    expect(train(folder)).rejects.toThrow(/^classifier net is being written by process \d+; wait until it is done/),
  )
  expect(await readdir(join(folder, 'classifiers'))).toEqual([])
  await train(folder)
  expect(await readdir(join(folder, 'classifiers'))).toEqual(['net'])
})
