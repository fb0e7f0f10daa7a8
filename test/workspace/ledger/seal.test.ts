import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../../src/cli/run.js'
import { openWorkspace } from '../../../src/workspace/index.js'
import { trustFolder } from '../../../src/workspace/trusted-folders.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { fakeIo } from '../../support/fake-io.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace, TRAINING } from '../../support/training-workspace.js'

const MARKET = 'simulated/spot/ONE-USDT/1m'
const SETS = 'training,2024-01-11,2024-01-11\nvalidation,2024-01-12,2024-01-12\ntest,2024-01-13,2024-01-13\n'
const TEST_DAY = { market: MARKET, from: Date.UTC(2024, 0, 13), to: Date.UTC(2024, 0, 14) }
const REQUEST: TrainRequest = { ...TRAINING, name: 'net', epochs: 1, batchSize: 512, select: 'seed' }
const ASSESS = { classifier: 'net', set: 'test' } as const
const REPLAY = { classifier: 'net', mode: 'replay', buy: 0.5, sell: 0.5 } as const
const TEST_HOUR = { from: '2024-01-13T10:00Z', to: '2024-01-13T11:00Z' }

let trained = ''
beforeAll(async () => {
  trained = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(trained, { sets: SETS })
  const ws = await openWorkspace(trained)
  await ws.train(REQUEST)
  await ws.close()
})
afterAll(() => rm(trained, { recursive: true, force: true }))

/** A workspace with a classifier whose test set nobody has looked at. */
async function sealedWorkspace(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await cp(trained, folder, { recursive: true })
  await trustFolder(folder)
  return openTestWorkspace(folder)
}

test('a test set is refused until it is opened, which is written down once; each look is', async () => {
  const ws = await sealedWorkspace()
  await expect(ws.assess(ASSESS)).rejects.toThrow(
    /^2024-01-13T00:00Z to 2024-01-14T00:00Z of ONE-USDT is sealed: a test range since .*\(the sets of a training of classifier net\), whatever it is called now\. openTestSet opens it, and it is written down for good that an assessment of classifier net looked at it$/,
  )
  await expect(ws.trade({ ...REPLAY, ...TEST_HOUR })).rejects.toThrow(/is sealed/)
  expect(await ws.ledger({})).toMatchObject({ openings: [], looks: [], sealed: [TEST_DAY] })
  const { source } = await ws.assess({ ...ASSESS, openTestSet: true })
  expect(source.set).toBe('test')
  await ws.assess(ASSESS)
  await ws.trade({ ...REPLAY, ...TEST_HOUR })
  const { openings, looks, opened } = await ws.ledger({})
  expect(openings).toMatchObject([{ look: 'assess', subject: 'classifier net', ranges: [TEST_DAY] }])
  expect(looks.map(({ kind, look }) => [kind, look])).toEqual([
    ['look', 'assess'],
    ['look', 'assess'],
    ['look', 'replay'],
  ])
  expect(opened).toEqual([TEST_DAY])
})

test('by default the validation set is assessed and its range is replayed', async () => {
  const ws = await sealedWorkspace()
  expect((await ws.assess({ classifier: 'net' })).source.set).toBe('validation')
  const { from, to } = await ws.trade(REPLAY)
  expect([from, to]).toEqual([Date.UTC(2024, 0, 12), Date.UTC(2024, 0, 13)])
  expect((await ws.ledger({})).looks).toEqual([])
})

test('a replay opens the minutes that it trades, and no others', async () => {
  const ws = await sealedWorkspace()
  await ws.trade({ ...REPLAY, ...TEST_HOUR, openTestSet: true })
  const hour = { market: MARKET, from: Date.UTC(2024, 0, 13, 10), to: Date.UTC(2024, 0, 13, 11) }
  expect((await ws.ledger({})).opened).toEqual([hour])
  await expect(ws.assess(ASSESS)).rejects.toThrow(
    /^2024-01-13T00:00Z to 2024-01-13T10:00Z of ONE-USDT; 2024-01-13T11:00Z to 2024-01-14T00:00Z of ONE-USDT is sealed/,
  )
})

const LATER = {
  training: [['2024-01-11', '2024-01-12']],
  validation: [['2024-01-13', '2024-01-13']],
} satisfies TrainRequest['sets']

test('a range stays sealed when a later split calls it validation or training, until it is opened', async () => {
  const ws = await sealedWorkspace()
  const later = { ...REQUEST, name: 'later', sets: LATER }
  await expect(ws.train(later)).rejects.toThrow(
    /^2024-01-13T00:00Z to 2024-01-14T00:00Z of ONE-USDT is sealed: a test range since .* a training of classifier later looked at it$/,
  )
  // The last labels of a training up to the seal would read its first minutes.
  const upTo = {
    training: [['2024-01-11', '2024-01-12']],
    validation: [['2024-01-14', '2024-01-14']],
  } satisfies TrainRequest['sets']
  await expect(ws.train({ ...REQUEST, name: 'later', sets: upTo })).rejects.toThrow(
    /^2024-01-13T00:00Z to 2024-01-13T00:28Z of ONE-USDT is sealed/,
  )
  await ws.train({ ...later, openTestSet: true })
  expect((await ws.ledger({})).openings).toMatchObject([
    { look: 'training', subject: 'classifier later', ranges: [TEST_DAY] },
  ])
})

test('a seal outlives the file, the classifier and the base that named it; other bases have their own', async () => {
  const ws = await sealedWorkspace()
  await ws.classifiers.remove({ name: 'net' })
  await writeFile(join(ws.directory, 'sets.csv'), SETS.replace('test,2024-01-13,2024-01-13\n', ''))
  await expect(ws.train({ ...REQUEST, sets: LATER })).rejects.toThrow(/is sealed/)
  await ws.train({ ...REQUEST, bases: ['two'], name: 'two', sets: LATER })
})

test('the workspace’s file of sets seals without any call, also against a file of predictions', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await writeFile(join(folder, 'sets_split.csv'), SETS)
  const minutes = Array.from({ length: 3 }, (_, i) => `${Date.UTC(2024, 0, 13, 10, i)},one,100,0,0.2,0.5,0.3`)
  await writeFile(join(folder, 'predictions.csv'), ['timestamp,base,close,target,hold,buy,sell', ...minutes].join('\n'))
  const ws = await openTestWorkspace(folder)
  await expect(ws.assess({ predictions: 'predictions.csv' })).rejects.toThrow(
    /^2024-01-13T10:00Z to 2024-01-13T10:03Z of ONE-USDT is sealed: a test range since .*\(sets_split\.csv\)/,
  )
  await ws.assess({ predictions: 'predictions.csv', openTestSet: true })
  expect((await ws.ledger({})).looks.map(({ subject }) => subject)).toEqual(['predictions.csv'])
})

test('the command line refuses without a terminal, and asks at one', async () => {
  const ws = await sealedWorkspace()
  const args = ['assess', 'net', '--set', 'test', '--no-html']
  const refused = fakeIo(ws.directory)
  expect(await run(args, refused)).toBe(1)
  expect(refused.stderr()).toMatch(/ONE-USDT is sealed: .*\. --open-test-set opens it, and it is written down for good/)

  const questions: string[] = []
  const asking = (answer: string): ReturnType<typeof fakeIo> => ({
    ...fakeIo(ws.directory),
    ask: async (question) => {
      questions.push(question)
      return Promise.resolve(answer)
    },
  })
  expect(await run(args, asking('no'))).toBe(1)
  expect((await ws.ledger({})).openings).toEqual([])
  expect(await run(args, asking('yes'))).toBe(0)
  expect(questions).toHaveLength(2)
  expect(questions[0]).toMatch(/written down for good .*\nOpen it\? Type yes: $/)
  expect((await ws.ledger({})).openings).toHaveLength(1)
})

test('a report leaves closed minutes out and says so, and refuses where nothing else is left', async () => {
  const ws = await sealedWorkspace()
  const request = { definition: 'T10up5low30min', bases: ['one'], sets: 'sets.csv' }
  expect((await ws.reports.targets(request)).sets).toEqual(['training', 'validation'])
  expect(ws.logged.join('\n')).toMatch(/2024-01-13T00:00Z to 2024-01-14T00:00Z of ONE-USDT is sealed and left out/)
  await expect(ws.reports.targets({ ...request, from: '2024-01-13T08:00Z' })).rejects.toThrow(
    /^2024-01-13T08:00Z to 2024-01-14T00:00Z of ONE-USDT is sealed: .* a report on target T10up5low30min looked at it$/,
  )
  expect((await ws.reports.targets({ ...request, openTestSet: true })).sets).toEqual(['training', 'validation', 'test'])
  expect((await ws.ledger({})).openings).toMatchObject([{ look: 'report', subject: 'target T10up5low30min' }])
  expect((await ws.reports.targets(request)).sets).toEqual(['training', 'validation', 'test'])
})
