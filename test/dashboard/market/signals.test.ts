import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { openMarketQueries, type MarketQueries } from '../../../src/dashboard/market/queries.js'
import { run } from '../../../src/cli/run.js'
import { openLiveScorer } from '../../../src/workspace/trade/live-scorer.js'
import { sliceCandles } from '../../../src/core/candles.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { NotFoundError } from '../../../src/dashboard/http/errors.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { float32Of } from '../../../web/reports/packed.js'
import { fakeIo } from '../../support/fake-io.js'
import { openContext } from '../open-app.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

const DAY_SHOWN = Date.UTC(2024, 0, 13)
const query = { base: 'two', from: DAY_SHOWN, to: DAY_SHOWN + DAY, points: 2000 }

let folder = ''
let queries: MarketQueries

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  const io = fakeIo(folder)
  const what = ['--base', 'one,two', '--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.csv']
  const how = ['--name', 'mlp', '--select', 'seed', '--epochs', '1', '--batch-size', '256', '--json']
  expect(await run(['train', ...what, ...how], io), io.stderr()).toBe(0)
  queries = openMarketQueries(openContext(folder))
})
afterAll(async () => {
  await queries?.close()
  await rm(folder, { recursive: true, force: true })
})

test('scores are those of the live path, to the bit', async () => {
  const view = await queries.signals(query, 'mlp', {})
  const [buy, sell] = [float32Of(view.buy), float32Of(view.sell)]
  const classifier = await loadClassifier(join(folder, 'classifiers/mlp'))
  const live = await openLiveScorer('mlp', classifier, ['one', 'two'], folder)
  const candles = await openCandleStore(join(folder, 'data')).read(toSimulatedMarket('two', 'USDT'))
  for (const minute of [0, 1, 700, 1439]) {
    const last = (DAY_SHOWN - candles.grid.first * MINUTE) / MINUTE + minute
    const score = await live.score('two', sliceCandles(candles, last - live.history, live.history + 1))
    expect(score).toMatchObject({ buy: buy[minute], sell: sell[minute] })
  }
  await live.close()
})

test('signals begin where a score comes to its threshold, and thresholds can be others', async () => {
  const all = await queries.signals(query, 'mlp', { buy: 0, sell: 1.1 })
  const sells = float32Of(all.sell)
  const isBuy = [...float32Of(all.buy)].map((score, minute) => {
    const sell = sells[minute] ?? 0
    return score > sell && score >= 1 - score - sell
  })
  const begins = isBuy.flatMap((is, minute) => (is && !isBuy[minute - 1] ? [DAY_SHOWN + minute * MINUTE] : []))
  expect(begins.length).toBeGreaterThan(1)
  expect(all.signals.map(({ time, kind }) => [time, kind])).toEqual(begins.map((time) => [time, 'buy']))
  const none = await queries.signals(query, 'mlp', { buy: 1.1, sell: 1.1 })
  expect(none.signals).toEqual([])
  const view = await queries.signals(query, 'mlp', {})
  const buy = float32Of(view.buy)
  for (const { time, kind, score } of view.signals.filter((mark) => mark.kind === 'buy')) {
    const minute = (time - DAY_SHOWN) / MINUTE
    expect([kind, score]).toEqual(['buy', buy[minute]])
    expect(score).toBeGreaterThanOrEqual(Math.fround(view.thresholds.buy))
  }
})

test('a bar has the highest scores of its minutes', async () => {
  const fine = float32Of((await queries.signals(query, 'mlp', {})).sell)
  const coarse = await queries.signals({ ...query, points: 30 }, 'mlp', {})
  expect(coarse.interval).toBe(HOUR)
  expect([...float32Of(coarse.sell)]).toEqual(
    Array.from({ length: 24 }, (_, hour) => Math.max(...fine.subarray(60 * hour, 60 * (hour + 1)))),
  )
})

test('a classifier that was deleted, and a base that it does not know, are told', async () => {
  const overview = await queries.overview()
  expect(overview.classifiers.map(({ id, bases, error }) => [id, bases, error])).toEqual([
    ['mlp', ['one', 'two'], null],
  ])
  await rm(join(folder, 'classifiers/mlp'), { recursive: true })
  await expect(queries.signals(query, 'mlp', {})).rejects.toThrow(NotFoundError)
  expect((await queries.overview()).classifiers).toEqual([])
})
