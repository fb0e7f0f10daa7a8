import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readWorkspace } from '../../../src/workspace/context.js'
import { countTrainingRows, type TrainingRowCounts } from '../../../src/workspace/train/count-training-rows.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const SETS: Readonly<Record<string, string>> = {
  'three.csv':
    'training,2024-01-11,2024-01-11T11:59\nvalidation,2024-01-11T12:00,2024-01-11T18:00\ntraining,2024-01-11T18:01,2024-01-13T06:00\ntest,2024-01-14,2024-01-20\n',
  'early.csv': 'training,2024-01-05,2024-01-05\nvalidation,2024-01-13,2024-01-13\n',
  'late.csv': 'training,2024-01-11,2024-01-12\nvalidation,2025-01-13,2025-01-13\n',
  'past.csv': 'training,2021-01-05,2021-01-05\nvalidation,2021-01-13,2021-01-13\n',
  'training-only.csv': 'training,2024-01-11,2024-01-12\n',
}

describe('the rows that a training would have', () => {
  const folder = sharedFolder(async (path) => {
    await fillTrainingWorkspace(path)
    for (const [name, text] of Object.entries(SETS)) await writeFile(join(path, name), text)
  })
  const count = async (changes: Partial<TrainRequest>): Promise<TrainingRowCounts> =>
    countTrainingRows({ ...TRAINING, ...changes }, await readWorkspace(folder.path))

  test('are those that it has then', async () => {
    const request = { ...TRAINING, sets: 'three.csv', bases: ['one', 'two'], params: { l1: 4 }, epochs: 1 }
    const { bases, problems } = await count(request)
    const workspace = await openTestWorkspace(folder.path)
    const { classifier } = await workspace.train({ ...request, name: 'counted' })
    const { description } = classifier
    expect(problems).toEqual([])
    expect(bases.map(({ base, sets }) => [base, sets.training.rows, sets.validation.rows])).toEqual(
      description.bases.map(({ name, trainingRows, validationRows }) => [name, trainingRows, validationRows]),
    )
    const [first] = bases
    expect(first?.sets.training.purged).toBeGreaterThan(1440)
    expect(first?.sets.training.reasons).toMatch(/\d purged at a border/)
    // The candles end with the 14th: the test set has the rows of a day whose labels are final.
    expect(first?.sets.test).toMatchObject({ rows: 1440 - 28, purged: 0 })
  }, 120_000)

  test.each<[Partial<TrainRequest>, string, RegExp]>([
    [{ bases: ['one', 'btc'] }, 'bases', /^no candles of base btc/],
    [{ sets: 'early.csv' }, 'bases', /^base one has no training rows left \(1,440 without history\)/],
    [{ sets: 'past.csv' }, 'bases', /^base one has no candles in the sets' ranges/],
    [{ sets: 'late.csv' }, 'sets', /^base one has no validation rows left \(1,440 without candles\)/],
    [{ sets: 'training-only.csv' }, 'sets', /^the sets have no validation range/],
    [{ sets: 'none.csv' }, 'sets', /there is no file .*none\.csv/],
    [{ features: 'F9' }, 'features', /^no feature set is called F9/],
    [{ target: 'T9' }, 'target', /^no target is called T9/],
    [{ events: 'E9' }, 'events', /^no event sampler is called E9/],
    [{ net: 'CNN' }, 'net', /^no net is called CNN/],
    [{ params: { l9: 3 } }, 'params', /^net MLP has no parameter l9/],
    [{ params: { l1: 0 } }, 'params', /l1 is 0: expected a whole number/],
  ])('%j is a problem of one field, told without an exception', async (changes, key, text) => {
    const { problems } = await count(changes)
    expect(problems.map((one) => one.key)).toEqual([key])
    expect(problems[0]?.error).toMatch(text)
  })

  test('still count the minutes between events, and say so', async () => {
    expect(await count({ events: 'Cusum1pct' })).toMatchObject({ countsNonEvents: true, problems: [] })
    expect(await count({})).toMatchObject({ countsNonEvents: false })
  })
})
