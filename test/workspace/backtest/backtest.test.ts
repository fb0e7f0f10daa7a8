import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import type { BookFill } from '../../../src/bookkeeping/records.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { RequestError } from '../../../src/workspace/index.js'
import { SealedError } from '../../../src/workspace/ledger/sealed-error.js'
import { backtestText } from '../../../src/cli/backtest/backtest-text.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

const config = { exchange: { id: 'simulated' } }
const FROM = Date.UTC(2024, 0, 30)
const isoOf = (time: number): string => new Date(time).toISOString()

/** Two bases of three days, and what is written into `csv` of the closes of the first one: buys in one hour, sells in the next. */
async function simulatedWorkspace(): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(undefined, { config })
  await workspace.data.simulate({ bases: ['sim', 'mis'], from: isoOf(FROM), to: isoOf(FROM + 3 * DAY) })
  return workspace
}

async function writePredictions({ directory }: TestWorkspace): Promise<void> {
  const candles = await openCandleStore(join(directory, 'data')).read(toSimulatedMarket('sim', 'USDT'))
  const lines = [...candles.close].map((close, row) => {
    const [buy, sell] = row % 120 === 30 ? [1, 0] : row % 120 === 90 ? [0, 1] : [0, 0]
    return [FROM + row * MINUTE, close, 0, 1 - buy - sell, buy, sell].join(',')
  })
  await writeFile(join(directory, 'sim.csv'), ['timestamp,close,target,hold,buy,sell', ...lines].join('\n'))
}

const lineOf = ({ symbol, time, side, price, amount, fee }: BookFill): string =>
  `${time} ${symbol} ${side} ${amount.toFixed()} at ${price.toFixed()}, ${fee.amount.toFixed()} ${fee.currency}`

test('a classifier is backtested on its validation range as a replay trades it, and the book is that of trading', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const workspace = await openTestWorkspace(folder)
  const training = { bases: ['one'], features: 'F2cond20', target: 'T10up5low30min', sets: 'sets.csv' }
  await workspace.train({ ...training, epochs: 1, batchSize: 64, name: 'net', select: 'seed' })
  const request = { classifier: 'net', buy: 0.4, sell: 0.4, from: '2024-01-13T22:00:00Z' }
  const traded = await workspace.trade({ ...request, mode: 'replay' })
  const result = await workspace.backtest({ ...request, book: 'backtest.sqlite' })
  expect(result).toMatchObject({
    from: traded.from,
    to: traded.to,
    endQuote: traded.endQuote,
    orders: traded.orders,
    cancelled: traded.cancelled,
    buyAndHold: traded.buyAndHold,
    bases: ['one'],
    seen: ['validation'],
    scores: 'net',
  })
  expect(result.orders).toBeGreaterThan(2)
  const [replayed, backtested] = [openBook(traded.book), openBook(join(folder, 'backtest.sqlite'))]
  onTestFinished(() => [replayed, backtested].forEach((book) => book.close()))
  const { run = '' } = result.book ?? {}
  expect(backtested.fills(run).map(lineOf)).toEqual(replayed.fills(traded.run).map(lineOf))
  expect(backtested.runs()).toMatchObject([{ id: run, outcome: 'done', classifier: { id: 'net' } }])
  const acts = replayed.decisions(traded.run).filter(({ act }) => act !== 'none')
  expect(backtested.decisions(run)).toEqual(acts.map((decision) => ({ ...decision, runId: run })))
  expect(backtested.unsettledOrders(run)).toEqual([])
  const statesOf = (book: typeof replayed, account: string): string[] =>
    book.orders(account).map(({ state, filled, cost }) => `${state} ${filled.toFixed()} ${cost.toFixed()}`)
  expect(statesOf(backtested, run)).toEqual(statesOf(replayed, traded.run))
}, 180_000)

test('predictions of a file are followed, with thresholds of the request', async () => {
  const workspace = await simulatedWorkspace()
  await writePredictions(workspace)
  const given = { predictions: 'sim.csv', bases: ['sim'], from: isoOf(FROM + HOUR), to: isoOf(FROM + DAY) }
  const result = await workspace.backtest({ ...given, buy: 0.7, sell: 0.8 })
  expect(result).toMatchObject({ scores: 'sim.csv', bases: ['sim'], minutes: 23 * 60, positions: [{ base: 'sim' }] })
  expect(result.trades.length).toBeGreaterThan(5)
  for (const { buyTime, sellTime, profit, gain } of result.trades) {
    expect(sellTime).toBeGreaterThan(buyTime)
    expect(Math.sign(Number(profit))).toBe(Math.sign(gain))
  }
  await expect(workspace.backtest(given)).rejects.toThrow(
    new RequestError('{predictions} come without thresholds; give both {buy} and {sell}').message,
  )
})

test('market orders with a stake spend it in each purchase, and pay fees in quote', async () => {
  const workspace = await simulatedWorkspace()
  await writePredictions(workspace)
  const given = { predictions: 'sim.csv', bases: ['sim'], from: isoOf(FROM + HOUR), to: isoOf(FROM + DAY) }
  const result = await workspace.backtest({ ...given, buy: 0.7, sell: 0.8, orders: 'market', stake: '500' })
  expect(result.trades.length).toBeGreaterThan(5)
  for (const { amount, buyPrice } of result.trades) {
    const spent = 1.001 * Number(amount) * Number(buyPrice)
    expect(spent).toBeGreaterThan(495)
    expect(spent).toBeLessThanOrEqual(500.001)
  }
  expect(Object.keys(result.fees)).toEqual(['USDT'])
  expect(result).toMatchObject({ orderType: 'market', cancelled: 0, rejected: 0 })
})

test('holding buys once and keeps, none keeps its quote; what names nothing to follow is refused', async () => {
  const workspace = await simulatedWorkspace()
  const given = { bases: ['sim', 'mis'], from: isoOf(FROM + HOUR), to: isoOf(FROM + 2 * DAY) }
  const holding = await workspace.backtest({ ...given, strategy: 'holding' })
  expect(holding.trades).toEqual([])
  expect(holding.positions.map(({ base }) => base)).toEqual(['sim', 'mis'])
  expect(holding.gain).toBeCloseTo(0.1 * holding.buyAndHold, 3)
  expect(await workspace.backtest({ ...given, strategy: 'none' })).toMatchObject({ gain: 0, orders: 0, maxDrawdown: 0 })
  await expect(workspace.backtest(given)).rejects.toThrow(/nothing to follow/)
  await expect(workspace.backtest({ ...given, strategy: 'none', classifier: 'net' })).rejects.toThrow(
    /leave out classifier/,
  )
})

test('bases come and go with their candles; where none has gone the result says survivors only', async () => {
  const workspace = await simulatedWorkspace()
  const range = { from: isoOf(FROM + HOUR), to: isoOf(FROM + 3 * DAY) }
  const before = await workspace.backtest({ ...range, strategy: 'holding', bases: ['sim', 'mis'] })
  expect(before).toMatchObject({ survivorsOnly: true, listed: {}, delisted: {} })
  expect(backtestText(before)).toContain('survivors only')
  await workspace.data.simulate({ bases: ['new'], from: isoOf(FROM + DAY), to: isoOf(FROM + 12 * DAY) })
  const after = await workspace.backtest({
    ...range,
    to: isoOf(FROM + 5 * DAY),
    strategy: 'holding',
    bases: ['sim', 'mis', 'new'],
  })
  expect(after).toMatchObject({
    survivorsOnly: false,
    listed: { new: FROM + DAY },
    delisted: { sim: FROM + 3 * DAY, mis: FROM + 3 * DAY },
  })
  expect(after.positions).toMatchObject([
    { base: 'sim', unsellable: 'its candles end at 2024-02-02T00:00Z' },
    { base: 'mis' },
    { base: 'new' },
  ])
  expect(backtestText(after)).toContain('new begins 2024-01-31T00:00Z; sim ends 2024-02-02T00:00Z')
})

test('sealed minutes are refused, and opening them is written into the ledger', async () => {
  const workspace = await simulatedWorkspace()
  await writeFile(
    join(workspace.directory, 'sets_split.csv'),
    'training,2024-01-30,2024-01-30\nvalidation,2024-01-31,2024-01-31\ntest,2024-02-01,2024-02-01\n',
  )
  const request = { strategy: 'holding' as const, bases: ['sim'], from: isoOf(FROM + HOUR), to: isoOf(FROM + 3 * DAY) }
  await expect(workspace.backtest(request)).rejects.toBeInstanceOf(SealedError)
  await workspace.backtest({ ...request, to: isoOf(FROM + DAY) })
  expect(JSON.stringify(await workspace.ledger({}))).not.toContain('strategy holding')
  await workspace.backtest({ ...request, openTestSet: true })
  expect(JSON.stringify(await workspace.ledger({}))).toContain('strategy holding')
})
