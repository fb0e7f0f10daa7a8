import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SAMPLINGS } from '../../../src/datasets/sampling.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const folder = sharedFolder(fillTrainingWorkspace)
const REQUEST = { ...TRAINING, epochs: 1, batchSize: 64 }

test('each way of sampling makes a net of its own, and the classifier remembers it', async () => {
  const workspace = await openTestWorkspace(folder.path)
  const models = new Set<string>()
  for (const sampling of SAMPLINGS) {
    const { classifier } = await workspace.train({ ...REQUEST, sampling, name: sampling })
    expect(classifier.description.training.sampling).toBe(sampling)
    models.add(await readFile(join(classifier.folder, 'model.onnx'), 'base64'))
  }
  expect(models.size).toBe(3)
})

test('the mean weights of the classes are kept where the net saw the classes by them', async () => {
  const workspace = await openTestWorkspace(folder.path)
  const meanWeights = async (sampleWeights: 'draw' | 'loss'): Promise<readonly number[] | undefined> => {
    const request = { ...REQUEST, target: 'TripleBarrier1h2v5pml', sampleWeights, name: sampleWeights }
    return (await workspace.train(request)).classifier.description.training.meanWeights
  }
  expect(await meanWeights('draw')).toBeUndefined()
  const found = await meanWeights('loss')
  expect(found).toHaveLength(3)
  for (const mean of found ?? []) expect(mean > 0 && mean <= 1, String(mean)).toBe(true)
})
