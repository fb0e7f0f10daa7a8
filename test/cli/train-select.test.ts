import { expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const share = z.number().min(0).max(1).nullable()
const output = z.object({
  selection: z.strictObject({
    set: z.literal('validation'),
    usedForSelection: z.literal(true),
    rule: z.literal('robust'),
    epoch: z.number(),
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
  const common =
    '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 2 --batch-size 256 --name net'
  const io = fakeIo(folder)
  expect(await run(['train', ...common.split(' '), '--json'], io), io.stderr()).toBe(0)
  output.parse(JSON.parse(io.stdout()))

  const assess = fakeIo(folder)
  expect(await run(['assess', 'net', '--set', 'validation', '--no-html'], assess), assess.stderr()).toBe(0)
  expect(assess.stderr()).toContain('no thresholds were chosen for this classifier')
  expect(assess.stdout()).toMatch(/Cell buy .* best in hindsight/)
  expect(assess.stdout()).toContain('the cell below is chosen by these very rows: its gain is too good')
  expect(assess.stdout()).toContain('Gain in %, summed over trades')

  const trade = fakeIo(folder)
  expect(await run(['trade', '--classifier', 'net'], trade)).toBe(1)
  expect(trade.stderr()).toContain('no thresholds were chosen for net: no cell gained for sure')

  const again = fakeIo(folder)
  expect(await run(['train', ...common.split(' '), '--select', 'seed'], again)).toBe(1)
  expect(again.stderr()).toContain('holds a classifier made with select robust')
})
