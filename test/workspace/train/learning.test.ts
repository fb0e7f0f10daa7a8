import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import type { TrainResult } from '../../../src/workspace/train/result.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const folder = sharedFolder(fillTrainingWorkspace)
const REQUEST = { ...TRAINING, epochs: 2, batchSize: 256 }

async function train(name: string, changes: Partial<TrainRequest> = {}): Promise<TrainResult['classifier']> {
  const workspace = await openTestWorkspace(folder.path)
  return (await workspace.train({ ...REQUEST, name, ...changes })).classifier
}

const modelIn = async (path: string): Promise<string> => sha256(await readFile(join(path, 'model.onnx')))

let plain: Promise<string> | undefined
/** The model of a training that is told nothing. */
const plainModel = (): Promise<string> => (plain ??= train('plain').then((made) => modelIn(made.folder)))

describe('a net learns as it is told', () => {
  const cases: readonly (readonly [string, Partial<TrainRequest>, object])[] = [
    ['sgd', { optimizer: 'sgd', momentum: 0.9, learningRate: 0.05 }, { optimizer: 'sgd', momentum: 0.9 }],
    ['adamw', { optimizer: 'adamw', weightDecay: 0.5 }, { optimizer: 'adamw', weightDecay: 0.5 }],
    ['cosine', { schedule: 'cosine', warmup: 0.5 }, { schedule: 'cosine', warmup: 0.5, floor: 0 }],
    ['penalties', { l1: 1e-3, l2: 0.01 }, { l1: 0.001, l2: 0.01 }],
    ['clipped', { clipNorm: 0.1, clipValue: 0.05 }, { clipNorm: 0.1, clipValue: 0.05 }],
    ['smooth', { labelSmoothing: 0.1 }, { labelSmoothing: 0.1 }],
    ['focal', { focal: 2 }, { focal: 2 }],
    ['weights', { classWeights: { buy: 3, sell: 3 } }, { classWeights: { buy: 3, sell: 3 } }],
  ]
  test.each(cases)('%s', async (name, changes, recorded) => {
    const made = await train(name, changes)
    expect(made.description.training.learning).toMatchObject(recorded)
    expect(await modelIn(made.folder)).not.toBe(await plainModel())
  })

  test('at any number of threads the model is the same bits, and the number is recorded', async () => {
    const models = new Set<string>()
    for (const threads of [1, 2, 4, undefined]) {
      const made = await train(`threads${threads}`, threads === undefined ? {} : { threads })
      expect(made.description.training.threads).toBe(threads)
      models.add(await modelIn(made.folder))
    }
    expect(models.size).toBe(1)
  })

  test('the configuration counts less than the net of one’s own, and that less than the request', async () => {
    const own = await temporaryFolder()
    await fillTrainingWorkspace(own)
    await writeFile(
      join(own, 'followupward.yaml'),
      'exchange: { id: simulated }\ntraining: { learningRate: 0.5, l1: 0.25, clipNorm: 2, threads: 2 }\n',
    )
    await mkdir(join(own, 'nets'))
    const net = (learning: string): Promise<void> =>
      writeFile(
        join(own, 'nets', 'Calm.ts'),
        `import { defineNet } from 'followupward'
export default defineNet({
  id: 'Calm', version: 1, searchSpace: () => ({}), defaults: () => ({}),
  learning: () => (${learning}),
  build: (_params, _inputs, classes) => [{ type: 'dense', units: classes, activation: 'softmax' }],
})
`,
      )
    await net('{ learningRate: 0.125, l1: 0.5 }')
    const workspace = await openTestWorkspace(own)
    const request = { ...REQUEST, net: 'Calm', name: 'calm' }
    const { training } = (await workspace.train({ ...request, l1: 0.0625 })).classifier.description
    expect(training.learning).toMatchObject({ learningRate: 0.125, l1: 0.0625, clipNorm: 2 })
    expect(training.threads).toBe(2)
    await net('{ learningRate: -1 }')
    await expect(workspace.train(request)).rejects.toThrow(
      /Calm\.ts:4: learning of Calm: its learningRate is -1: expected a number above 0/,
    )
  })
})

const refused: readonly (readonly [Partial<TrainRequest>, RegExp])[] = [
  [{ momentum: 0.9 }, /momentum goes with the optimizer sgd, not with adam/],
  [{ classWeights: { long: 2 } }, /class weights name long, but the target has the classes hold, buy, sell/],
  [{ classWeights: { buy: 2 }, sampling: 'weighted' }, /sampling weighted makes class weights itself/],
  [{ learningRate: 0 }, /learningRate is 0: expected a number above 0/],
  [{ plateauPatience: 0 }, /plateauPatience is 0: expected at least 1/],
  [{ labelSmoothing: 1 }, /labelSmoothing is 1: expected a number from 0 to below 1/],
  [{ focal: 0.5 }, /focal is 0\.5: expected 0, or 1 to 10/],
  [{ classWeights: { buy: 0 } }, /classWeights\.buy is 0: expected a number above 0/],
  [{ threads: 0 }, /threads is 0: expected at least 1/],
  [{ threads: 5000 }, /threads is 5000: expected at most 256/],
  [{ monitor: 'luck' }, /monitor is luck: expected gain, loss or metric:NAME/],
  [{ monitor: 'metric:Luck' }, /no metric is called Luck; there are MacroF1/],
]
test.each(refused)('%j is refused in one line', async (changes, message) => {
  await expect(train('refused', changes)).rejects.toThrow(message)
})
