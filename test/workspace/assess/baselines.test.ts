import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { baselinesText } from '../../../src/cli/assess/baselines-text.js'
import { makeFrame } from '../../../src/core/frame.js'
import type { Progress } from '../../../src/core/progress.js'
import { inputNames } from '../../../src/datasets/base-dataset.js'
import F3cond14 from '../../../src/features/catalog/F3cond14.js'
import type { AssessRequest } from '../../../src/workspace/assess/request.js'
import { withLabelColumn } from '../../../src/workspace/assess/baselines/run-control.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace, TRAINING } from '../../support/training-workspace.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  const workspace = await openWorkspace(folder)
  await workspace.train({ ...TRAINING, bases: ['one', 'two'], name: 'mlp', epochs: 1, batchSize: 512, threads: 1 })
  await workspace.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function open(): Promise<Workspace> {
  const workspace = await openWorkspace(folder)
  onTestFinished(() => workspace.close())
  return workspace
}

/** Assesses, and returns what was shown to be under way. */
async function assess(request: AssessRequest) {
  const workspace = await open()
  const labels: string[] = []
  const progress: Progress = {
    start: (label) => {
      labels.push(label)
      return { update: () => {}, end: () => {} }
    },
  }
  const result = await workspace.assess(request, { progress })
  return { ...result, labels }
}

test('they are trained once for the rows of a classifier, count as no attempt, and are an option', async () => {
  const workspace = await open()
  const before = await workspace.ledger({})
  const none = await assess({ classifier: 'mlp', baselines: false })
  expect(none.baselines.logistic).toBeUndefined()
  expect(none.baselines.labels.trades).toBeGreaterThan(0)
  const first = await assess({ classifier: 'mlp' })
  expect(first.labels).toContain('logistic regression, once for these rows')
  expect(first.labels).toContain('positive control, once for these rows')
  const second = await assess({ classifier: 'mlp' })
  expect(second.labels.filter((label) => label.includes('once'))).toEqual([])
  expect(second.baselines).toEqual(first.baselines)
  const after = await workspace.ledger({})
  expect(after.fits).toEqual(before.fits)
  expect(after.looks).toEqual([])
  // One for each assessment, none for the regression.
  expect(after.cells.length - before.cells.length).toBe(3)
  expect(new Set(after.cells.map(({ classifier }) => classifier))).toEqual(new Set(['mlp']))
  expect((await workspace.classifiers.list({})).classifiers.map(({ name }) => name)).toEqual(['mlp'])
})

test('the regression is traded on the assessed rows, and the positive control comes close to the labels', async () => {
  const { baselines, assessment } = await assess({ classifier: 'mlp' })
  const { logistic, control, labels } = baselines
  expect(logistic?.cell.buyThreshold).toBeGreaterThan(0)
  expect(labels.gain).toBeGreaterThan(logistic?.gain ?? Infinity)
  expect(labels.gain).toBeGreaterThan(assessment.overall.gain)
  expect(control).toMatchObject({ base: 'one', isPassed: true })
  expect(control?.share).toBeGreaterThan(0.95)
  expect(baselinesText(baselines)).toMatch(/Positive control: a net that is given the label gains \d+ % of what/)
})

test('a damaged store is made again, and the same seed gives the same', async () => {
  const first = await assess({ classifier: 'mlp' })
  const stored = join(folder, 'data', 'baselines')
  const [key = ''] = await readdir(stored)
  await writeFile(join(stored, key, 'control.json'), '{ "half')
  const again = await assess({ classifier: 'mlp' })
  expect(again.labels).toContain('logistic regression, once for these rows')
  expect(again.baselines).toEqual(first.baselines)
})

test('where the training rows are sealed by now, nothing is learned from them, and it says so', async () => {
  const sealed = await temporaryFolder()
  await fillTrainingWorkspace(sealed)
  const workspace = await openWorkspace(sealed)
  onTestFinished(() => workspace.close())
  await workspace.train({ ...TRAINING, name: 'mlp', epochs: 1, batchSize: 512, threads: 1 })
  await writeFile(join(sealed, 'sets_split.csv'), 'test,2024-01-11,2024-01-11\n')
  const { baselines } = await workspace.assess({ classifier: 'mlp' })
  expect(baselines).toMatchObject({ unavailable: 'its training rows are sealed by now' })
  expect(baselines.logistic).toBeUndefined()
  expect(baselines.control).toBeUndefined()
  expect((await workspace.ledger({})).looks).toEqual([])
})

test('where the pipeline is broken one clear line says so', () => {
  const labels = { gain: 1, trades: 1, wins: 1, maxDrawdown: 0 }
  const control = { base: 'a', trainingRows: 1, validationRows: 1, gain: 0.1, ceiling: 1, share: 0.1, isPassed: false }
  expect(baselinesText({ labels, control })).toContain(
    'THE PIPELINE IS BROKEN: a net that is given the label gains 10 % of what the labels do; believe no figure here\n',
  )
  expect(baselinesText({ labels, unavailable: 'no rows' })).toContain(
    'No logistic regression and no positive control: no rows\n',
  )
})

test('the column of a label stands behind the features, minute by minute', () => {
  const columns = F3cond14.columns.map(({ name }) => [name, new Float32Array(3)] as const)
  const dataset = {
    base: 'a',
    featureSet: F3cond14,
    features: makeFrame({ calendar: alwaysOpen(), first: 2, rows: 3 }, columns),
    targets: makeFrame({ calendar: alwaysOpen(), first: 1, rows: 3 }, [['target', Uint8Array.from([0, 1, 2])]]),
  }
  const { features, featureSet } = withLabelColumn(dataset)
  expect([...(features.columns.get(inputNames(featureSet).at(-1) ?? '') ?? [])]).toEqual([1, 2, 0])
})
