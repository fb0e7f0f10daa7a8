import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLiveScorer } from '../../../src/workspace/trade/live-scorer.js'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import { eventCatalog } from '../../../src/datasets/event-catalog.js'
import { computeEventMask } from '../../../src/datasets/event-sampler.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { writeUserFiles } from '../../support/user-files.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const AGAINST = `import { defineFeatureSet, expand, pctChange, type WindowColumn } from 'followupward'

const change: WindowColumn = {
  name: 'return',
  history: (window) => window,
  values: ({ close }, { window, from }) => pctChange(close, { period: window, from }),
}

export default defineFeatureSet({
  id: 'Against',
  version: 1,
  ...expand([change], [5, 60, 240], { id: 'Against', bases: ['one'] }),
})
`

const REQUEST = { ...TRAINING, features: 'Against', select: 'seed', epochs: 2, batchSize: 64, name: 'c' } as const

async function trainingWorkspace(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await writeUserFiles({ 'features/Against.ts': AGAINST }, folder)
  return openTestWorkspace(folder)
}

/** The last four days of candles, those of the other base with them. */
async function candlesOf(folder: string): Promise<Candles> {
  const store = openCandleStore(join(folder, 'data'))
  const range = { from: Date.UTC(2024, 0, 11), to: Date.UTC(2024, 0, 15) }
  const [one, two] = await Promise.all(['one', 'two'].map((base) => store.read(toSimulatedMarket(base, 'USDT'), range)))
  if (!one || !two) throw new Error('no candles')
  return { ...two, others: new Map([['one', one]]) }
}

describe('training at events', () => {
  test('trains at events only, decides at events only, and says so in the classifier', async () => {
    const workspace = await trainingWorkspace()
    const { directory } = workspace
    const request = { ...REQUEST, target: 'TripleBarrier1h2v5pml', bases: ['one', 'two'], events: 'VolumeBars1h' }
    const { sets, classifier: made } = await workspace.train(request)
    const [training, , validation] = sets.map(({ rows }) => rows)
    expect(training?.rows).toBeLessThan(200)
    expect((training?.rows ?? 0) + (training?.dropped.noEvent ?? 0) + 60).toBe(2880)
    expect(validation?.rows).toBe(1440)

    const classifier = await loadClassifier(made.folder)
    expect(classifier.description.events).toMatchObject({ id: 'VolumeBars1h', version: 1 })
    const { assessment } = await workspace.assess({ classifier: 'c', set: 'validation' })
    expect(made.description.selection).toMatchObject(assessment.matrix.best)

    const sampler = (await eventCatalog()).get('VolumeBars1h')?.value
    const scored = await openLiveScorer('c', classifier, ['one', 'two'], directory)
    expect(scored.history).toBe(sampler?.history)
    const candles = await candlesOf(directory)
    const events = sampler && computeEventMask(sampler, candles).events
    for (let start = 0; start < 90; start++) {
      const scores = await scored.score('two', sliceCandles(candles, start, scored.history + 1))
      if (events?.[start] === 1) expect(scores).not.toEqual({ hold: 1, buy: 0, sell: 0 })
      else expect(scores).toEqual({ hold: 1, buy: 0, sell: 0 })
    }
    const alone = { ...sliceCandles(candles, 0, scored.history + 1), others: new Map<string, Candles>() }
    const row = events?.indexOf(1) ?? -1
    const atEvent = { ...alone, ...sliceCandles(candles, row, scored.history + 1), others: new Map<string, Candles>() }
    expect(await scored.score('two', atEvent)).toMatch(/need the last candles of one/)
    await scored.close()
  })

  test('live needs candles of the bases that the features read', async () => {
    const workspace = await trainingWorkspace()
    const request = { ...REQUEST, bases: ['two'] }
    const { classifier: made } = await workspace.train(request)
    const classifier = await loadClassifier(made.folder)
    expect(classifier.description.events).toBe(undefined)
    expect(classifier.description.features.columns.join()).toBe(
      'return5,return60,return240,one_return5,one_return60,one_return240',
    )
    await expect(openLiveScorer('c', classifier, ['two'], workspace.directory)).rejects.toThrow(
      /Against needs candles of one/,
    )
    await expect(workspace.train({ ...request, events: 'Cusum1pct' })).rejects.toThrow(
      /made with events EveryMinute; choose another name/,
    )
    await expect(workspace.train({ ...request, events: 'Nothing' })).rejects.toThrow(
      /no event sampler is called Nothing; there are Cusum1pct, EveryMinute/,
    )
  })
})
