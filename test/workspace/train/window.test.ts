import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLiveScorer } from '../../../src/workspace/trade/live-scorer.js'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { entryOf } from '../../../src/definitions/catalog.js'
import { sliceCandles } from '../../../src/core/candles.js'
import { float32ColumnOf } from '../../../src/core/frame.js'
import { featureCatalog } from '../../../src/features/catalog.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { predict } from '../../../src/classifier/predict.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const NETS = [
  { net: 'GRU', params: { window: 9, units: 6 } },
  { net: 'TCN', params: { window: 15, filters: 6 } },
]
const folder = sharedFolder(fillTrainingWorkspace)

describe('a net that looks at a window of minutes', () => {
  test.each(NETS)('$net is trained, assessed and scored live to the bit as in a batch', async ({ net, params }) => {
    const workspace = await openTestWorkspace(folder.path)
    const how = { net, params, select: 'seed', epochs: 1, batchSize: 64, name: net } as const
    const { sets, classifier: made } = await workspace.train({ ...TRAINING, ...how })
    const { window } = params
    // Ten days of history are there, F2cond20 takes all but one minute of them, and the window the more the longer it is.
    const noHistory = Math.max(0, window - 2)
    expect(sets[0]?.rows).toMatchObject({ rows: 2880 - 28 - noHistory, dropped: { noHistory } })
    expect(sets[1]?.rows.rows).toBe(1440)

    const { assessment } = await workspace.assess({ classifier: net, set: 'validation' })
    expect(made.description.selection).toMatchObject(assessment.matrix.best)

    const classifier = await loadClassifier(made.folder)
    const live = await openLiveScorer(net, classifier, ['one'])
    const scorer = await openScorer(classifier.model)
    const { value: featureSet } = entryOf(await featureCatalog(), 'feature set', 'F2cond20')
    expect([live.history, scorer.window]).toEqual([featureSet.history + window - 1, window])
    const range = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 15) }
    const candles = await openCandleStore(join(folder.path, 'data')).read(toSimulatedMarket('one', 'USDT'), range)
    const frame = await predict(classifier, scorer, {
      base: 'one',
      featureSet,
      features: featureSet.compute(candles),
    })
    for (const row of [candles.grid.rows - 1, candles.grid.rows - 700]) {
      const scores = await live.score('one', sliceCandles(candles, row - live.history, live.history + 1))
      const at = candles.grid.first + row - frame.grid.first
      const batch = ['hold', 'buy', 'sell'].map((name) => [name, float32ColumnOf(frame, name)[at]])
      expect(scores).toEqual(Object.fromEntries(batch))
    }
    await Promise.all([scorer.close(), live.close()])
  })
})
