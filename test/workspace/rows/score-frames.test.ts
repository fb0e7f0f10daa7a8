import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { predict } from '../../../src/classifier/predict.js'
import { sliceCandles } from '../../../src/core/candles.js'
import { float32ColumnOf, type Frame } from '../../../src/core/frame.js'
import { DAY, MINUTE, type TimeRange } from '../../../src/core/time.js'
import { entryOf } from '../../../src/definitions/catalog.js'
import { withSourceHash } from '../../../src/definitions/hashed-definition.js'
import { featureCatalog } from '../../../src/features/catalog.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openScoreFrames, type ScoreFrameOptions } from '../../../src/workspace/rows/score-frames.js'
import { openDataSources } from '../../../src/workspace/rows/data-sources.js'
import { silentProgress } from '../../../src/core/progress.js'
import { readWorkspace } from '../../../src/workspace/context.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const FROM = Date.UTC(2024, 0, 20)
/** Ten days of history come before the first row, and rows lie in two months. */
const [FIRST, DAYS] = [FROM + 10 * DAY, 16]
const NETS = [
  { net: 'MLP', params: {} },
  { net: 'TCN', params: { window: 9, filters: 4 } },
  { net: 'GRU', params: { window: 7, units: 4 } },
]
const SETS = 'training,2024-01-31,2024-02-01\nvalidation,2024-02-02,2024-02-02\n'

/** The folder of a workspace with a trained classifier of that net, called `scored`, on the base `one`. */
async function trained(how: (typeof NETS)[number]): Promise<string> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder, { sets: SETS, from: FROM, days: DAYS })
  const workspace = await openTestWorkspace(folder)
  await workspace.train({ ...TRAINING, ...how, select: 'seed', epochs: 1, batchSize: 64, name: 'scored' })
  return folder
}

interface OpenedFrames {
  readonly frame: (range: TimeRange) => Promise<Frame>
  readonly warnings: readonly string[]
}

/** The score frames of the classifier; `change` puts another classifier or scorer in place of it. */
async function openFrames(
  folder: string,
  change: (options: ScoreFrameOptions) => ScoreFrameOptions = (options) => options,
): Promise<OpenedFrames> {
  const workspace = await readWorkspace(folder)
  const classifier = await loadClassifier(join(workspace.classifierFolder, 'scored'))
  const warnings: string[] = []
  const { signal } = new AbortController()
  const sources = openDataSources({ workspace, clock: systemClock, signal, progress: silentProgress, log: () => {} })
  const scorer = await openScorer(classifier.model)
  onTestFinished(async () => {
    await Promise.all([scorer.close(), sources.stopThreads()])
  })
  const features = await withSourceHash(entryOf(await featureCatalog(), 'feature set', 'F2cond20'))
  const warn = (line: string): void => void warnings.push(line)
  const frames = openScoreFrames(change({ name: 'scored', classifier, features, scorer, warn }), sources)
  const [base] = classifier.description.bases
  if (!base) throw new Error('no base')
  return { warnings, frame: (range) => frames.frame(base, range) }
}

/** The bits of a range that is scored alone, with nothing stored. */
async function scoreAlone(folder: string, range: TimeRange): Promise<string> {
  await rm(join(folder, 'data/scores'), { recursive: true })
  const { frame } = await openFrames(folder)
  return bitsOf(await frame(range), range)
}

/** A net that must not be asked. */
function withoutNet(options: ScoreFrameOptions): ScoreFrameOptions {
  return { ...options, scorer: { ...options.scorer, scoreWindows: () => Promise.reject(new Error('scored anew')) } }
}

/** The bits of a frame's part over a range. */
function bitsOf(frame: Frame, { from, to }: TimeRange): string {
  const { calendar, first } = frame.grid
  const [begin, end] = [calendar.ordinalAt(from) - first, calendar.ordinalAt(to) - first]
  return [...frame.columns.keys()]
    .map((name) => Buffer.from(float32ColumnOf(frame, name).slice(begin, end).buffer).toString('base64'))
    .join()
}

describe('score frames', () => {
  test.each(NETS)('of $net have the same bits at a minute, whatever range was asked for', async (how) => {
    const folder = await trained(how)
    const { frame } = await openFrames(folder)
    const whole = await frame({ from: FIRST, to: FROM + DAYS * DAY })
    expect([...whole.columns.keys()]).toEqual(['hold', 'buy', 'sell', 'pHold', 'pBuy', 'pSell'])
    const classifier = await loadClassifier(join(folder, 'classifiers', 'scored'))
    const scorer = await openScorer(classifier.model)
    const { value: featureSet } = entryOf(await featureCatalog(), 'feature set', 'F2cond20')
    const candles = await openCandleStore(join(folder, 'data')).read(toSimulatedMarket('one', 'USDT'))
    const before = featureSet.history + scorer.window - 1
    // A range, a shifted one, a single minute, and one to the end, which lies in the next month.
    for (const [day, minute, minutes] of [
      [1, 0, 2 * 1440],
      [1, 37, 1500],
      [2, 611, 1],
      [4, 0, 2 * 1440],
    ] as const) {
      const from = FIRST + day * DAY + minute * MINUTE
      const range = { from, to: from + minutes * MINUTE }
      const bits = bitsOf(whole, range)
      expect(await scoreAlone(folder, range)).toBe(bits)
      // Without a store, from candles that are those of the range and their history alone.
      const row = candles.grid.calendar.ordinalAt(from) - candles.grid.first - before
      const features = featureSet.compute(sliceCandles(candles, row, before + minutes))
      expect(bitsOf(await predict(classifier, scorer, { base: 'one', featureSet, features }), range)).toBe(bits)
    }
    await scorer.close()
  })

  test('are kept by month and read again without the net, of another classifier never', async () => {
    const folder = await trained({ net: 'MLP', params: {} })
    const range = { from: FIRST + DAY, to: FIRST + 2 * DAY }
    const first = await openFrames(folder)
    const bits = bitsOf(await first.frame(range), range)
    const names = await readdir(join(folder, 'data/scores/scored'), { recursive: true })
    expect(names.filter((name) => name.endsWith('.arrow')).map((name) => basename(name))).toEqual(['2024-01.arrow'])
    const again = await openFrames(folder, withoutNet)
    expect(bitsOf(await again.frame(range), range)).toBe(bits)
    const others = await openFrames(folder, (options) => {
      const { classifier } = options
      return withoutNet({ ...options, classifier: { ...classifier, model: Uint8Array.of(...classifier.model, 0) } })
    })
    await expect(others.frame(range)).rejects.toThrow('scored anew')
    expect(others.warnings).toEqual([])
  })

  test('are made again where candles have changed, which is said with the days', async () => {
    const folder = await trained({ net: 'MLP', params: {} })
    const changed = FIRST + 3 * DAY
    const range = { from: changed - DAY, to: changed + 2 * DAY }
    const first = await openFrames(folder)
    const before = await first.frame(range)
    const revised = simulateCandles('market', { seed: 8, from: changed, rows: 1440, base: 'one' })
    await openCandleStore(join(folder, 'data')).merge(toSimulatedMarket('one', 'USDT'), revised, { conflict: 'new' })
    const { frame, warnings } = await openFrames(folder)
    const after = await frame(range)
    expect(warnings).toEqual([
      'candles of one have changed since scores of scored were stored: those of 2024-02-02; what reads them is scored again',
    ])
    const [kept, made] = [
      { from: range.from, to: changed },
      { from: changed, to: changed + DAY },
    ]
    expect(bitsOf(after, kept)).toBe(bitsOf(before, kept))
    expect(bitsOf(after, made)).not.toBe(bitsOf(before, made))
    const last = await openFrames(folder)
    expect(bitsOf(await last.frame(range), range)).toBe(bitsOf(after, range))
    expect(last.warnings).toEqual([])
    expect(await scoreAlone(folder, range)).toBe(bitsOf(after, range))
  })

  test('go with their classifier, and with the candles of a base', async () => {
    const folder = await trained({ net: 'MLP', params: {} })
    const { frame } = await openFrames(folder)
    const stored = async (): Promise<readonly string[]> =>
      (await readdir(join(folder, 'data'), { recursive: true })).filter((name) => /scores.*arrow$/.test(name))
    const workspace = await openTestWorkspace(folder)
    await frame({ from: FIRST, to: FIRST + DAY })
    expect((await stored()).length).toBe(1)
    await workspace.classifiers.rename({ name: 'scored', to: 'renamed' })
    expect(await stored()).toEqual([])
    await workspace.assess({ classifier: 'renamed', set: 'validation', baselines: false })
    expect((await stored()).length).toBe(1)
    await workspace.data.remove({ bases: ['one'] })
    expect(await stored()).toEqual([])
  })
})
