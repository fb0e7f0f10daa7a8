import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openLiveScorer } from '../../src/workspace/trade/live-scorer.js'
import { run } from '../../src/cli/run.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { sliceCandles, type Candles } from '../../src/core/candles.js'
import { eventCatalog } from '../../src/datasets/event-catalog.js'
import { computeEventMask } from '../../src/datasets/event-sampler.js'
import { toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { writeUserFiles } from '../support/user-files.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

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

const trained = z.object({
  selection: z.object({ gain: z.number(), count: z.number() }),
  sets: z.array(z.object({ set: z.string(), rows: z.number(), dropped: z.record(z.string(), z.number()) })),
})

const ARGS = [
  'train',
  '--select',
  'seed',
  '--sets',
  'sets.csv',
  '--epochs',
  '2',
  '--batch-size',
  '64',
  '--name',
  'c',
  '--json',
]

async function workspace(): Promise<FakeIo> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await writeUserFiles({ 'features/Against.ts': AGAINST }, folder)
  return fakeIo(folder)
}

/** The last four days of candles, those of the other base with them. */
async function candlesOf(folder: string): Promise<Candles> {
  const store = openCandleStore(join(folder, 'data'))
  const range = { from: Date.UTC(2024, 0, 11), to: Date.UTC(2024, 0, 15) }
  const [one, two] = await Promise.all(['one', 'two'].map((base) => store.read(toSimulatedMarket(base, 'USDT'), range)))
  if (!one || !two) throw new Error('no candles')
  return { ...two, others: new Map([['one', one]]) }
}

describe('train --events', () => {
  test('trains at events only, decides at events only, and says so in the classifier', async () => {
    const io = await workspace()
    const args = ['--features', 'Against', '--target', 'TripleBarrier1h2v5pml', '--base', 'one,two']
    expect(await run([...ARGS, ...args, '--events', 'VolumeBars1h'], io)).toBe(0)
    const { sets, selection } = trained.parse(JSON.parse(io.stdout()))
    const [training, , validation] = sets
    expect(training?.rows).toBeLessThan(200)
    expect((training?.rows ?? 0) + (training?.dropped['noEvent'] ?? 0) + 60).toBe(2880)
    expect(validation?.rows).toBe(1440)

    const classifier = await loadClassifier(join(io.cwd, 'classifiers', 'c'))
    expect(classifier.description.events).toMatchObject({ id: 'VolumeBars1h', version: 1 })
    const assess = fakeIo(io.cwd)
    expect(await run(['assess', 'c', '--set', 'validation', '--no-html', '--json'], assess)).toBe(0)
    expect(JSON.parse(assess.stdout())).toMatchObject({ best: { gain: selection.gain, count: selection.count } })

    const sampler = (await eventCatalog()).get('VolumeBars1h')?.value
    const scored = await openLiveScorer('c', classifier, ['one', 'two'], io.cwd)
    expect(scored.history).toBe(sampler?.history)
    const candles = await candlesOf(io.cwd)
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
    const io = await workspace()
    const args = ['--features', 'Against', '--target', 'T10up5low30min', '--base', 'two']
    expect(await run([...ARGS, ...args], io)).toBe(0)
    const classifier = await loadClassifier(join(io.cwd, 'classifiers', 'c'))
    expect(classifier.description.events).toBe(undefined)
    expect(classifier.description.features.columns.join()).toBe(
      'return5,return60,return240,one_return5,one_return60,one_return240',
    )
    await expect(openLiveScorer('c', classifier, ['two'], io.cwd)).rejects.toThrow(/Against needs candles of one/)
    expect(await run([...ARGS, ...args, '--events', 'Cusum1pct'], io)).toBe(1)
    expect(io.stderr()).toMatch(/made with events EveryMinute; choose another --name/)
    expect(await run([...ARGS, ...args, '--events', 'Nothing'], io)).toBe(1)
    expect(io.stderr()).toMatch(/no event sampler is called Nothing; there are Cusum1pct, EveryMinute/)
  })
})
