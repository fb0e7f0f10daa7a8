import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { comparisonText } from '../../../src/cli/assess/comparison-text.js'
import { SealedError } from '../../../src/workspace/ledger/sealed-error.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import type { AssessRequest } from '../../../src/workspace/assess/request.js'
import { fillTrainingWorkspace, TRAINING, TRAINING_SETS } from '../../support/training-workspace.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder, { sets: `${TRAINING_SETS}test,2024-01-14,2024-01-14\n` })
  const workspace = await openWorkspace(folder)
  const request = { ...TRAINING, epochs: 1, batchSize: 512, threads: 1, select: 'seed' } as const
  await workspace.train({ ...request, bases: ['one', 'two'], name: 'both' })
  await workspace.train({ ...request, name: 'one', net: 'Logistic' })
  await workspace.train({ ...request, name: 'two', bases: ['two'], net: 'Logistic' })
  await workspace.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function open(): Promise<Workspace> {
  const workspace = await openWorkspace(folder)
  onTestFinished(() => workspace.close())
  return workspace
}

const PLAIN = { baselines: false } satisfies AssessRequest

test('a classifier is compared with each other on the minutes of both, and the cells of all count', async () => {
  const workspace = await open()
  const before = (await workspace.ledger({})).cells.length
  const { comparison } = await workspace.assess({ ...PLAIN, classifier: 'both', against: ['one', 'two'] })
  expect(comparison?.pairs.map(({ name, bases, days }) => [name, bases, days])).toEqual([
    ['one', ['one'], 1],
    ['two', ['two'], 1],
  ])
  for (const pair of comparison?.pairs ?? []) {
    const alone = await workspace.assess({ ...PLAIN, classifier: pair.name })
    expect(pair.minutes).toBe(alone.assessment.overall.rows)
    expect(pair.second.cell).toEqual(alone.assessment.cell)
    expect(pair.second.trades).toBe(alone.assessment.overall.trades.length)
    expect(pair.second.gainPerDay).toBeCloseTo(alone.gain, 9)
    expect(pair).toMatchObject({ figures: null, better: null })
  }
  const { cells } = await workspace.ledger({})
  expect(cells.slice(before).map(({ classifier, selectedBy }) => [classifier, selectedBy])).toEqual([
    ['both', 'validation'],
    ['one', 'validation'],
    ['two', 'validation'],
    ['one', 'validation'],
    ['two', 'validation'],
  ])
  expect(comparisonText(comparison)).toContain('Which is better cannot be said: 1 day of at least 14')
})

test('with realistic fills both pay them', async () => {
  const workspace = await open()
  const request = { ...PLAIN, classifier: 'both', against: ['one'] }
  const close = await workspace.assess({ ...request, fills: 'close' })
  const filled = await workspace.assess({ ...request, fills: 'realistic' })
  const gain = ({ comparison }: typeof close): number => comparison?.pairs[0]?.second.gainPerDay ?? Number.NaN
  const alone = await workspace.assess({ ...PLAIN, classifier: 'one', fills: 'realistic' })
  expect(gain(filled)).toBeCloseTo(alone.gain, 9)
  expect(gain(filled)).not.toBe(gain(close))
})

describe('a test set', () => {
  test('is sealed for all that would look at it, and opened for all', async () => {
    const workspace = await open()
    const request: AssessRequest = { ...PLAIN, classifier: 'one', set: 'test', against: ['both'] }
    await expect(workspace.assess(request)).rejects.toThrow(SealedError)
    await workspace.assess({ ...request, openTestSet: true })
    const { looks } = await workspace.ledger({})
    expect(looks.map(({ subject }) => subject)).toEqual(['classifier one', 'classifier both'])
  })
})

test.each([
  [
    { classifier: 'one', against: ['two'] },
    /one has one from 2024-01-13T00:00Z to .* and two has two from .*: they have no minute of a base in common .*choose another set/,
  ],
  [{ classifier: 'one', against: ['one'] }, /against names one twice, or what it is compared with/],
  [{ classifier: 'one', against: ['both', 'both'] }, /against names both twice/],
  [{ classifier: 'one', against: ['nobody'] }, /no classifier in .*nobody/],
  [
    { predictions: 'p.csv', importance: true },
    /importance scores a classifier again; a predictions file has no features/,
  ],
  [{ predictions: 'p.csv', against: ['one'] }, /against compares classifiers; a predictions file is assessed alone/],
] satisfies [AssessRequest, RegExp][])('%j is refused in one line', async (request, message) => {
  const workspace = await open()
  await expect(workspace.assess({ ...PLAIN, ...request })).rejects.toThrow(message)
})
