import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import type { ClassifierDescription } from '../../src/classifier/description.js'
import { run } from '../../src/cli/run.js'
import { sha256 } from '../../src/core/hash.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const ARGS = '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 2 --batch-size 256'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  const { code, io } = await train('plain', '--json')
  expect(code, io.stderr()).toBe(0)
  expect(io.stdout()).toContain('"learning":{"optimizer":"adam","learningRate":0.001,')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function train(name: string, ...more: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(folder)
  const code = await run(['train', ...ARGS.split(' '), '--name', name, ...more], io)
  return { code, io }
}

const describeOf = async (name: string): Promise<ClassifierDescription> =>
  (await loadClassifier(join(folder, 'classifiers', name))).description

const modelOf = async (name: string): Promise<string> =>
  sha256(await readFile(join(folder, 'classifiers', name, 'model.onnx')))

describe('train learns as it is told', () => {
  test.each([
    [
      'sgd',
      ['--optimizer', 'sgd', '--momentum', '0.9', '--learning-rate', '0.05'],
      { optimizer: 'sgd', momentum: 0.9 },
    ],
    ['adamw', ['--optimizer', 'adamw', '--weight-decay', '0.5'], { optimizer: 'adamw', weightDecay: 0.5 }],
    ['cosine', ['--schedule', 'cosine', '--warmup', '0.5'], { schedule: 'cosine', warmup: 0.5, floor: 0 }],
    ['penalties', ['--l1', '1e-3', '--l2', '0.01'], { l1: 0.001, l2: 0.01 }],
    ['clipped', ['--clip-norm', '0.1', '--clip-value', '0.05'], { clipNorm: 0.1, clipValue: 0.05 }],
    ['smooth', ['--label-smoothing', '0.1'], { labelSmoothing: 0.1 }],
    ['focal', ['--focal', '2'], { focal: 2 }],
    ['weights', ['--class-weights', 'buy=3,sell=3'], { classWeights: { buy: 3, sell: 3 } }],
  ])('%s', async (name, flags, recorded) => {
    const { code, io } = await train(name, ...flags)
    expect(code, io.stderr()).toBe(0)
    const { training } = await describeOf(name)
    expect(training.learning).toMatchObject(recorded)
    for (const key of Object.keys(recorded)) if (key !== 'optimizer') expect(io.stdout()).toContain(`${key} `)
    expect(await modelOf(name)).not.toBe(await modelOf('plain'))
  })

  test('at any number of threads the model is the same bits, and the number is recorded', async () => {
    const models = new Set<string>()
    for (const threads of ['1', '2', '4']) {
      expect((await train(`threads${threads}`, '--threads', threads)).code).toBe(0)
      expect((await describeOf(`threads${threads}`)).training.threads).toBe(Number(threads))
      models.add(await modelOf(`threads${threads}`))
    }
    expect(models.size).toBe(1)
  })

  test('the configuration counts less than the net of one’s own, and that less than the command', async () => {
    const own = await temporaryFolder()
    await fillTrainingWorkspace(own)
    await writeFile(
      join(own, 'followupward.yaml'),
      'exchange: { id: simulated }\ntraining: { learningRate: 0.5, l1: 0.25, clipNorm: 2, threads: 2 }\n',
    )
    await mkdir(join(own, 'nets'))
    const netFile = join(own, 'nets', 'Calm.ts')
    const net = (learning: string): Promise<void> =>
      writeFile(
        netFile,
        `import { defineNet } from 'followupward'
export default defineNet({
  id: 'Calm', version: 1, searchSpace: () => ({}), defaults: () => ({}),
  learning: () => (${learning}),
  build: (_params, _inputs, classes) => [{ type: 'dense', units: classes, activation: 'softmax' }],
})
`,
      )
    await net('{ learningRate: 0.125, l1: 0.5 }')
    const io = fakeIo(own)
    const args = ['train', ...ARGS.split(' '), '--net', 'Calm', '--name', 'calm']
    expect(await run([...args, '--l1', '0.0625'], io), io.stderr()).toBe(0)
    const { training } = (await loadClassifier(join(own, 'classifiers', 'calm'))).description
    expect(training.learning).toMatchObject({ learningRate: 0.125, l1: 0.0625, clipNorm: 2 })
    expect(training.threads).toBe(2)
    await net('{ learningRate: -1 }')
    const refused = fakeIo(own)
    expect(await run(args, refused)).toBe(1)
    expect(refused.stderr()).toMatch(/Calm\.ts:4: learning of Calm: its learningRate is -1: expected a number above 0/)
  })
})

test.each([
  [['--optimizer', 'rmsprop'], /--optimizer is rmsprop: allowed are adam, adamw, sgd/],
  [['--learning-rate', '0'], /--learning-rate is 0: expected a number above 0/],
  [['--learning-rate', 'fast'], /--learning-rate is fast: expected a number/],
  [['--momentum', '0.9'], /momentum goes with the optimizer sgd, not with adam/],
  [['--schedule', 'step'], /--schedule is step: allowed are constant, cosine, plateau/],
  [['--plateau-patience', '0'], /--plateau-patience is 0: expected at least 1/],
  [['--label-smoothing', '1'], /--label-smoothing is 1: expected a number from 0 to below 1/],
  [['--focal', '0.5'], /--focal is 0\.5: expected 0, or 1 to 10/],
  [['--class-weights', 'buy'], /--class-weights has buy: expected name=number/],
  [['--class-weights', 'buy=0'], /--class-weights\.buy is 0: expected a number above 0/],
  [['--class-weights', 'buy=2,sell=1,buy=3'], /--class-weights has buy twice; give it once/],
  [['--class-weights', 'long=2'], /class weights name long, but the target has the classes hold, buy, sell/],
  [['--class-weights', 'buy=2', '--sampling', 'weighted'], /sampling weighted makes class weights itself/],
  [['--sample-weights', 'all'], /--sample-weights is all: allowed are draw, loss, ignore/],
  [['--threads', '0'], /--threads is 0: expected at least 1/],
  [['--threads', '5000'], /--threads is 5000: expected at most 256/],
  [['--monitor', 'luck'], /--monitor is luck: expected gain, loss or metric:NAME/],
  [['--monitor', 'metric:Luck'], /no metric is called Luck; there are MacroF1/],
  [['--device', 'tpu'], /--device is tpu: allowed are cpu, webgpu, cuda/],
])('%j is refused in one line', async (flags, message) => {
  const { code, io } = await train('refused', ...flags)
  expect(code).toBe(1)
  expect(io.stderr().trim().split('\n').at(-1)).toMatch(message)
})
