import { expect, test } from 'vitest'
import { z } from 'zod'
import { trainJson } from '../../../src/workspace/train/result.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const share = z.number().min(0).max(1).nullable()
const output = z.object({
  selection: z.strictObject({
    set: z.literal('validation'),
    usedForSelection: z.literal(true),
    rule: z.literal('robust'),
    epoch: z.number(),
    fills: z.strictObject({ model: z.literal('realistic'), stake: z.literal(1000), impact: z.literal(0.1) }),
    none: z.literal(true),
  }),
  history: z
    .array(
      z.object({
        loss: z.number(),
        validation: z.object({
          loss: z.number(),
          accuracy: z.number(),
          balancedAccuracy: z.number(),
          classes: z.array(z.object({ precision: share, recall: share, auc: share })).length(3),
        }),
      }),
    )
    .length(2),
})

test('where no cell is sure to gain, none is chosen; assess shows hindsight, trade wants thresholds', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const workspace = await openTestWorkspace(folder)
  const request = { ...TRAINING, epochs: 2, batchSize: 256, name: 'net' }
  output.parse(trainJson(await workspace.train(request)))

  const { source } = await workspace.assess({ classifier: 'net', set: 'validation' })
  expect(source.cellChosenBy).toBe('hindsight')
  expect(workspace.logged.join('\n')).toContain('no thresholds were chosen for this classifier')

  await expect(workspace.trade({ classifier: 'net' })).rejects.toThrow(
    'no thresholds were chosen for net: no cell gained for sure',
  )
  await expect(workspace.train({ ...request, select: 'seed' })).rejects.toThrow(
    'holds a classifier made with select robust',
  )
})
