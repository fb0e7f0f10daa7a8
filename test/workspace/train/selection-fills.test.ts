import { expect, test } from 'vitest'
import { join } from 'node:path'
import { openQuoteStore } from '../../../src/store/quotes/open-quote-store.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { allocateQuotes } from '../../../src/store/quotes/quotes.js'
import type { TrainResult } from '../../../src/workspace/train/result.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const folder = sharedFolder(fillTrainingWorkspace)
const REQUEST = { ...TRAINING, epochs: 2, batchSize: 256, select: 'seed' } as const

function losses({ epochs }: TrainResult): number[] {
  return epochs.map(({ loss }) => loss)
}

function bestOf({ epochs }: TrainResult): number {
  return Math.max(...epochs.map(({ gain }) => gain))
}

/** What the kept epoch gained in its best cell, as the training and as the assessment of its validation set have it. */
async function gainsOf(
  workspace: TestWorkspace,
  { classifier: { name, description } }: TrainResult,
  fills?: 'close' | 'realistic',
): Promise<readonly [number | undefined, number]> {
  const kept = description.history.find(({ epoch }) => epoch === description.selection.epoch)
  const { assessment } = await workspace.assess({ classifier: name, set: 'validation', ...(fills && { fills }) })
  return [kept?.gain, assessment.matrix.best.gain]
}

test('epochs and thresholds are chosen by the fills that the assessment shows, realistic ones unless told otherwise', async () => {
  const workspace = await openTestWorkspace(folder.path)
  const realistic = await workspace.train({ ...REQUEST, name: 'realistic' })
  const close = await workspace.train({ ...REQUEST, name: 'close', fills: 'close' })
  expect(realistic.classifier.description.selection.fills).toEqual({ model: 'realistic', stake: 1000, impact: 0.1 })
  expect(close.classifier.description.selection.fills).toBeUndefined()
  const [chosen, shown] = await gainsOf(workspace, realistic)
  expect(chosen).toBe(shown)
  const [atClose, shownAtClose] = await gainsOf(workspace, close, 'close')
  expect(atClose).toBe(shownAtClose)
  // The same net, epoch by epoch, at other prices.
  expect(losses(realistic)).toEqual(losses(close))
  expect(realistic.epochs.map(({ gain }) => gain)).not.toEqual(close.epochs.map(({ gain }) => gain))
  await expect(workspace.train({ ...REQUEST, name: 'close' })).rejects.toThrow(
    'holds a classifier made with fills close',
  )
})

test('the section selection of the configuration is what both take where neither is told', async () => {
  const config = { selection: { fills: 'close' } } as const
  const workspace = await openTestWorkspace(folder.path, { config })
  const trained = await workspace.train({ ...REQUEST, name: 'configured' })
  expect(trained.classifier.description.selection.fills).toBeUndefined()
  const { source } = await workspace.assess({ classifier: 'configured', set: 'validation' })
  expect(source.fills).toBeUndefined()
  const asked = await workspace.assess({ classifier: 'configured', set: 'validation', fills: 'realistic', stake: 5 })
  expect(asked.source.fills).toMatchObject({ stake: 5, impact: 0.1 })
  await expect(openTestWorkspace(folder.path, { config: { selection: { stake: -1 } } })).rejects.toThrow(
    'selection.stake',
  )
})

test('wider quotes lower what epochs are chosen by', async () => {
  const path = await temporaryFolder()
  await fillTrainingWorkspace(path)
  const workspace = await openTestWorkspace(path)
  const before = await workspace.train({ ...REQUEST, name: 'before' })
  const candles = openCandleStore(join(path, 'data'))
  const store = openQuoteStore(join(path, 'data'))
  for (const market of await candles.markets()) {
    const { grid, close } = await candles.read(market)
    const quotes = allocateQuotes(grid)
    quotes.bid.set(close.map((price) => price * 0.99))
    quotes.ask.set(close.map((price) => price * 1.01))
    await store.merge(market, quotes)
  }
  const after = await workspace.train({ ...REQUEST, name: 'after' })
  expect(bestOf(after)).toBeLessThan(bestOf(before))
  const { source } = await workspace.assess({ classifier: 'after', set: 'validation' })
  for (const { quoted, estimated, tick } of source.fills?.spreads ?? [])
    expect([quoted > 0, estimated, tick]).toEqual([true, 0, 0])
})
