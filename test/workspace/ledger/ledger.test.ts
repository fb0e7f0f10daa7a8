import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../../src/cli/run.js'
import { DAY } from '../../../src/core/time.js'
import { ledgerJson } from '../../../src/workspace/ledger/result.js'
import { fakeIo } from '../../support/fake-io.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace, TRAINING } from '../../support/training-workspace.js'

const MARKET = 'simulated/spot/ONE-USDT/1m'
const VALIDATION = { market: MARKET, from: Date.UTC(2024, 0, 13), to: Date.UTC(2024, 0, 14) }
const REQUEST = { ...TRAINING, epochs: 2, batchSize: 256, select: 'seed' } as const

async function trainingWorkspace(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  return openTestWorkspace(folder)
}

test('an empty folder has counted nothing, and reading it writes nothing', async () => {
  const ws = await openTestWorkspace()
  const ledger = await ws.ledger({})
  expect(ledger).toMatchObject({ fits: [], cells: [], looks: [], sealed: [], opened: [], damagedLines: 0 })
  await expect(readFile(join(ledger.folder, 'trials.log'))).rejects.toThrow(/ENOENT/)
})

test('a fit counts with the cell that it selected and its daily returns on validation; so does each assessment', async () => {
  const ws = await trainingWorkspace()
  const { classifier, epochs } = await ws.train({ ...REQUEST, name: 'first' })
  const { selection } = classifier.description
  if ('none' in selection) throw new Error('this seed has a cell that trades')
  const { fits, cells } = await ws.ledger({})
  expect(fits).toMatchObject([
    {
      classifier: 'first',
      trainer: 'train',
      isResumed: false,
      features: 'F2cond20',
      net: 'MLP',
      seed: 1,
      validation: [VALIDATION],
    },
  ])
  const { gain, count, buyThreshold, sellThreshold } = selection
  expect(cells).toMatchObject([
    {
      classifier: 'first',
      fit: fits[0]?.id,
      set: 'validation',
      selectedBy: 'validation',
      isRejected: false,
      buyThreshold,
      sellThreshold,
      count,
      epochs: epochs.length,
      cells: 49,
    },
  ])
  const [cell] = cells
  expect(cell?.gain).toBeCloseTo(gain, 9)
  expect(cell?.daily.from).toBe(VALIDATION.from)
  expect(cell?.daily.returns).toHaveLength(1)
  expect(cell?.daily.returns[0]).toBeCloseTo(gain, 9)

  await ws.assess({ classifier: 'first', set: 'validation', buy: 0.3, sell: 0.3 })
  const after = await ws.ledger({})
  expect(after.fits).toHaveLength(1)
  expect(after.cells.slice(1)).toMatchObject([
    { classifier: 'first', set: 'validation', selectedBy: 'option', buyThreshold: 0.3, sellThreshold: 0.3 },
  ])
  expect(after.cells[1]?.rows[0]?.from).toBeGreaterThanOrEqual(VALIDATION.from)
  expect((after.cells[1]?.daily.from ?? 1) % DAY).toBe(0)
})

test('a fit that is stopped counts, and going on with it is no other attempt', async () => {
  const ws = await trainingWorkspace()
  const stop = new AbortController()
  const request = { ...REQUEST, name: 'stopped', epochs: 3 }
  await ws.train(request, { signal: stop.signal, onEpoch: () => stop.abort() })
  await ws.train({ ...request, resume: true })
  const ledger = await ws.ledger({})
  expect(ledger.fits.map(({ isResumed }) => isResumed)).toEqual([false, true])
  expect(ledger.cells.map(({ epochs }) => epochs)).toEqual([1, 3])
  expect(ledgerJson(ledger)).toMatchObject({ counts: { fits: 1, cells: 2 } })
})

test('the ledger outlives the classifier, and `ledger` tells of both', async () => {
  const ws = await trainingWorkspace()
  await ws.train({ ...REQUEST, name: 'gone' })
  await ws.classifiers.remove({ name: 'gone' })
  await rm(join(ws.directory, 'runs'), { recursive: true })
  const io = fakeIo(ws.directory)
  expect(await run(['ledger', '--json'], io)).toBe(0)
  expect(JSON.parse(io.stdout())).toMatchObject({
    counts: { fits: 1, cells: 1, looks: 0 },
    fits: [
      { classifier: 'gone', validation: [{ market: MARKET, from: '2024-01-13T00:00Z', to: '2024-01-14T00:00Z' }] },
    ],
  })
  const text = fakeIo(ws.directory)
  expect(await run(['ledger'], text)).toBe(0)
  expect(text.stdout()).toMatch(/^1 fit, 0 cells looked at by assessments, 0 walk-forwards, 0 looks at test sets\n/)
  expect(text.stdout()).toContain('gone')
})
