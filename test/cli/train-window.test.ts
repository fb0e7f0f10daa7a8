import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { openLiveScorer } from '../../src/workspace/trade/live-scorer.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { entryOf } from '../../src/definitions/catalog.js'
import { sliceCandles } from '../../src/core/candles.js'
import { float32ColumnOf } from '../../src/core/frame.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { openScorer } from '../../src/nets/scorer.js'
import { toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { predict } from '../../src/classifier/predict.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const trained = z.object({
  selection: z.object({ gain: z.number(), count: z.number() }),
  sets: z.array(z.object({ set: z.string(), rows: z.number(), dropped: z.record(z.string(), z.number()) })),
})

const NETS = [
  { net: 'GRU', params: 'window=9,units=6', window: 9 },
  { net: 'TCN', params: 'window=15,filters=6', window: 15 },
]

describe('a net that looks at a window of minutes', () => {
  test.each(NETS)(
    '$net is trained, assessed and scored live to the bit as in a batch',
    async ({ net, params, window }) => {
      const folder = await temporaryFolder()
      await fillTrainingWorkspace(folder)
      const io = fakeIo(folder)
      const args = ['--base', 'one', '--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.csv']
      const how = [
        '--net',
        net,
        '--params',
        params,
        '--select',
        'seed',
        '--epochs',
        '1',
        '--batch-size',
        '64',
        '--name',
        'c',
        '--json',
      ]
      expect(await run(['train', ...args, ...how], io)).toBe(0)
      const { sets, selection } = trained.parse(JSON.parse(io.stdout()))
      // Ten days of history are there, F2cond20 takes all but one minute of them, and the window the more the longer it is.
      const dropped = Math.max(0, window - 2)
      expect(sets[0]).toMatchObject({ rows: 2880 - 28 - dropped, dropped: { noHistory: dropped } })
      expect(sets[1]?.rows).toBe(1440)

      const assess = fakeIo(folder)
      expect(await run(['assess', 'c', '--set', 'validation', '--no-html', '--json'], assess)).toBe(0)
      expect(JSON.parse(assess.stdout())).toMatchObject({ best: { gain: selection.gain, count: selection.count } })

      const classifier = await loadClassifier(join(folder, 'classifiers', 'c'))
      const live = await openLiveScorer('c', classifier, ['one'])
      const scorer = await openScorer(classifier.model)
      const { value: featureSet } = entryOf(await featureCatalog(), 'feature set', 'F2cond20')
      expect([live.history, scorer.window]).toEqual([featureSet.history + window - 1, window])
      const range = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 15) }
      const candles = await openCandleStore(join(folder, 'data')).read(toSimulatedMarket('one', 'USDT'), range)
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
    },
  )
})
